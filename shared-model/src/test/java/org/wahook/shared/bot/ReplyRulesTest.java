package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.shared.bot.AskedBot.turn;
import static org.wahook.shared.bot.AskedBot.words;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.MessageContent.Media;

/** What of a bot's reply is sent and done: a bot's words may be the customer's in part. */
class ReplyRulesTest {

    private static final String ALL =
            "{\"responseContract\":\"v2\",\"bot\":{\"hosts\":[\"files.example\",\"*.shop.example\"],\"templates\":[\"offer\"],"
                    + "\"flows\":[\"f1\"],\"teams\":[\"billing\"],\"optOutWords\":[\"STOP\"],"
                    + "\"actions\":[\"pause\",\"optOut\",\"followUp\"]}}";
    private static final String NOTHING = "{\"responseContract\":\"v2\",\"bot\":{}}";
    private static final BotAction.FollowUp FOLLOW_UP = new BotAction.FollowUp("remind", Duration.ofHours(1));

    private static BotSettings settings(String json) {
        return BotSettings.read(Json.parse(json).orElseThrow());
    }

    private static BotAnswer.Reply messages(String settings, BotMessage... messages) {
        return ReplyRules.apply(BotAnswer.reply(List.of(messages)), settings(settings), turn(words("Hi")));
    }

    private static BotAnswer.Reply actions(String settings, String said, BotAction... actions) {
        return ReplyRules.apply(BotAnswer.reply(List.of(), List.of(actions)), settings(settings), turn(words(said)));
    }

    private static List<String> types(BotAnswer.Reply reply) {
        return reply.messages().stream().map(one -> one.content().type()).toList();
    }

    private static BotMessage image(String url) {
        return BotMessage.of(Media.of(Media.Kind.IMAGE, url, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://files.example/a.jpg", "https://cdn.shop.example/a.jpg", "HTTPS://FILES.example/a"})
    void what_stands_at_a_host_of_the_list_is_sent(String url) {
        assertThat(types(messages(ALL, image(url)))).containsExactly("image");
        assertThat(types(messages(ALL, BotMessage.of(new MessageContent.CtaUrl("Look", "Open", url)))))
                .containsExactly("ctaUrl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/a.jpg",
                "https://shop.example/a.jpg",
                "https://shop.example.evil.example/a",
                "https://user@files.example/a.jpg",
                "https://files.example@evil.example/a.jpg",
                "http://files.example/a.jpg",
                "https:files.example",
                "https://files.example\\@evil.example/",
                "javascript:alert(1)",
                "//files.example/a"
            })
    void what_stands_elsewhere_goes_out_in_words_with_a_note(String url) {
        BotAnswer.Reply reply = messages(ALL, image(url));

        assertThat(types(reply)).containsExactly("text");
        assertThat(reply.notes()).containsExactly("image: the host is not in bot.hosts");
    }

    @Test
    void buttons_lose_a_picture_of_elsewhere_and_a_link_behind_a_button_is_words() {
        BotAnswer.Reply reply = messages(
                ALL,
                BotMessage.of(new MessageContent.Buttons(
                        "Yes?",
                        List.of(new MessageContent.Buttons.Button("y", "Yes")),
                        Optional.of(Media.of(Media.Kind.IMAGE, "https://evil.example/a.jpg", "")))),
                BotMessage.of(new MessageContent.CtaUrl("Look", "Open", "https://evil.example/")));

        assertThat(types(reply)).containsExactly("buttons", "text");
        assertThat(((MessageContent.Buttons) reply.messages().getFirst().content()).header())
                .isEmpty();
        assertThat(reply.notes()).hasSize(2);
    }

    @Test
    void templates_and_forms_are_those_of_the_client() {
        var template = BotMessage.of(
                new MessageContent.Template("offer", "en", Json.object().path("none")));
        var form = BotMessage.of(new MessageContent.Flow("Book", "f1", "Go", Optional.empty(), Json.object()));

        assertThat(types(messages(ALL, template, form))).containsExactly("template", "flow");
        assertThat(types(messages(NOTHING, template, form)))
                .as("a template has no words of its own")
                .containsExactly("text");
    }

    @Test
    void a_message_refers_to_nothing_but_what_was_just_written() {
        String mine = turn(words("Hi")).input().getFirst().id();
        BotMessage text = BotMessage.text("Yes");
        BotMessage quoting = new BotMessage(text.content(), "Yes", Optional.of(mine), Duration.ZERO);
        BotMessage quotingOthers = new BotMessage(text.content(), "Yes", Optional.of("wamid.others"), Duration.ZERO);
        BotMessage reaction = BotMessage.of(new MessageContent.Reaction("👍", mine));
        BotMessage reactionToOthers = BotMessage.of(new MessageContent.Reaction("👍", "wamid.others"));

        BotAnswer.Reply reply = messages(ALL, quoting, quotingOthers, reaction, reactionToOthers);

        assertThat(types(reply)).containsExactly("text", "text", "reaction");
        assertThat(reply.messages().stream().map(BotMessage::replyTo).toList())
                .startsWith(Optional.of(mine), Optional.empty());
    }

    @Test
    void a_team_that_the_client_does_not_have_is_none() {
        var known = new BotAction.Handoff("angry", "s", Optional.of("billing"));
        var unknown = new BotAction.Handoff("angry", "s", Optional.of("the boss"));

        assertThat(actions(ALL, "Hi", known).actions()).containsExactly(known);
        assertThat(actions(ALL, "Hi", unknown).actions())
                .containsExactly(new BotAction.Handoff("angry", "s", Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, true",
        "stop!, true",
        "' Stop. ', true",
        "please stop, false",
        "Say STOP, false",
        "unstoppable, false"
    })
    void a_customer_is_taken_off_by_words_of_the_own_alone(String said, boolean done) {
        assertThat(actions(ALL, said, new BotAction.OptOut()).actions()).hasSize(done ? 1 : 0);
    }

    @Test
    void actions_need_the_clients_leave_and_a_follow_up_contract_2() {
        BotAction pause = new BotAction.Pause(Duration.ofMinutes(5));

        assertThat(actions(ALL, "Hi", pause, FOLLOW_UP).actions()).containsExactly(pause, FOLLOW_UP);
        assertThat(actions(NOTHING, "STOP", pause, FOLLOW_UP, new BotAction.OptOut())
                        .actions())
                .isEmpty();
        assertThat(actions(ALL.replace("\"v2\"", "\"webhook\""), "Hi", FOLLOW_UP)
                        .actions())
                .isEmpty();
        assertThat(actions(NOTHING, "Hi", new BotAction.Silence()).actions()).hasSize(1);
    }
}
