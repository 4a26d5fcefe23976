package org.wahook.shared.bot;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a bot's reply may be sent and done. A bot's words may be the customer's in part, so templates, forms, hosts and
 * actions are only those that the client allows, and a message refers to nothing but what the customer has just written.
 */
public final class ReplyRules {

    private final BotSettings settings;
    private final BotTurn turn;
    private final Set<String> inputIds;
    private final List<BotMessage> messages = new ArrayList<>();
    private final List<BotAction> actions = new ArrayList<>();
    private final List<String> notes;

    private ReplyRules(BotAnswer.Reply reply, BotSettings settings, BotTurn turn) {
        this.settings = settings;
        this.turn = turn;
        this.inputIds = turn.input().stream().map(BotTurn.Input::id).collect(Collectors.toSet());
        this.notes = new ArrayList<>(reply.notes());
    }

    /** The reply without what is not allowed; what is replaced or left out is in its notes. */
    public static BotAnswer.Reply apply(BotAnswer.Reply reply, BotSettings settings, BotTurn turn) {
        ReplyRules rules = new ReplyRules(reply, settings, turn);
        reply.messages().forEach(rules::message);
        reply.actions().forEach(rules::action);
        return new BotAnswer.Reply(rules.messages, rules.actions, reply.state(), reply.usage(), rules.notes);
    }

    private void message(BotMessage wanted) {
        BotMessage message =
                wanted.replyTo().filter(id -> !inputIds.contains(id)).isPresent()
                        ? new BotMessage(wanted.content(), wanted.fallbackText(), Optional.empty(), wanted.delay())
                        : wanted;
        Optional<String> objection = objection(message.content());
        if (objection.isEmpty()) {
            messages.add(withAllowedHeader(message));
            return;
        }
        notes.add(message.content().type() + ": " + objection.get());
        message.degraded().ifPresent(messages::add);
    }

    private Optional<String> objection(MessageContent content) {
        return switch (content) {
            case MessageContent.Template template ->
                unless(settings.has(BotOption.TEMPLATES, template.name()), "the template is not in bot.templates");
            case MessageContent.Flow flow ->
                unless(settings.has(BotOption.FLOWS, flow.flowId()), "the form is not in bot.flows");
            case MessageContent.CtaUrl cta -> unless(isAllowed(cta.url()), "the host is not in bot.hosts");
            case MessageContent.Media media -> unless(isAllowed(media.url()), "the host is not in bot.hosts");
            case MessageContent.Reaction reaction ->
                unless(inputIds.contains(reaction.messageId()), "messageId is none of this turn's messages");
            case MessageContent.Text text -> Optional.empty();
            case MessageContent.Buttons buttons -> Optional.empty();
            case MessageContent.Choices choices -> Optional.empty();
            case MessageContent.Location location -> Optional.empty();
            case MessageContent.Contacts contacts -> Optional.empty();
        };
    }

    private BotMessage withAllowedHeader(BotMessage message) {
        if (message.content() instanceof MessageContent.Buttons buttons
                && buttons.header().filter(media -> !isAllowed(media.url())).isPresent()) {
            notes.add("buttons: the host of the header is not in bot.hosts");
            return new BotMessage(
                    new MessageContent.Buttons(buttons.text(), buttons.buttons(), Optional.empty()),
                    message.fallbackText(),
                    message.replyTo(),
                    message.delay());
        }
        return message;
    }

    private boolean isAllowed(String url) {
        try {
            URI uri = new URI(url);
            return "https".equalsIgnoreCase(uri.getScheme())
                    && uri.getRawUserInfo() == null
                    && uri.getHost() != null
                    && settings.hasHost(uri.getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void action(BotAction action) {
        switch (action) {
            case BotAction.Silence silence -> actions.add(silence);
            case BotAction.Handoff(String reason, String summary, Optional<String> team) ->
                actions.add(new BotAction.Handoff(
                        reason, summary, team.filter(name -> settings.has(BotOption.TEAMS, name))));
            case BotAction.Pause pause -> ifAllowed(pause);
            case BotAction.OptOut optOut -> {
                if (customerOptsOut()) {
                    ifAllowed(optOut);
                } else {
                    notes.add("optOut: the customer's own words have none of bot.optOutWords");
                }
            }
            case BotAction.FollowUp followUp -> {
                if (settings.contract() == BotContract.V2) {
                    ifAllowed(followUp);
                } else {
                    notes.add("followUp: only a bot of contract 2 can be asked again");
                }
            }
        }
    }

    private void ifAllowed(BotAction action) {
        if (settings.has(BotOption.ACTIONS, action.name())) {
            actions.add(action);
        } else {
            notes.add(action.name() + " is not in bot.actions");
        }
    }

    /** One of the client's words as the customer's whole message, whatever stands around it. */
    private boolean customerOptsOut() {
        Set<String> words = settings.texts(BotOption.OPT_OUT_WORDS).stream()
                .map(ReplyRules::bare)
                .collect(Collectors.toSet());
        return turn.input().stream().map(input -> bare(input.text())).anyMatch(words::contains);
    }

    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} ]", "").strip();
    }

    private static Optional<String> unless(boolean allowed, String objection) {
        return allowed ? Optional.empty() : Optional.of(objection);
    }
}
