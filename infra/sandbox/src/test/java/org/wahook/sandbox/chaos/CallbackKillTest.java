package org.wahook.sandbox.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.responder.CallbackSender;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;

/** A bot that answers later, and a worker or a broker that is killed before, between and after: one reply comes of it. */
@Timeout(900)
@SuppressWarnings("NullAway.Init")
class CallbackKillTest extends KillStory {

    private static final ResponseBehaviour PENDING =
            ResponseBehaviour.Raw.json(202, "{\"version\":2,\"status\":\"pending\"}");
    private static final String LATER = "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Later!\"}]}";
    private static final List<String> ONCE = List.of("Later!");

    private static CallbackSender bot;

    @BeforeAll
    static void startBot() {
        bot = new CallbackSender(SECRET);
    }

    @AfterAll
    static void stopBot() {
        bot.close();
    }

    @BeforeEach
    void answersLater() {
        system.responseApi.forget();
        system.responseApi.answer(asked -> PENDING);
    }

    private static String callback(ReceivedQuestion asked) {
        return asked.body().path("callback").path("url").asString();
    }

    private static String lastCallback() {
        return callback(system.responseApi.asked().getLast());
    }

    private static void callBack(String url) throws IOException {
        assertThat(bot.post(url, "once", LATER)).isEqualTo(202);
    }

    private static void awaitsCallback(Customer customer) {
        Deadline.eventually(
                SOON,
                "the answer is waited for",
                () -> !system.query(
                                "SELECT 1 FROM conversation_timers t JOIN whatsapp_conversations c ON c.id = t.conversation_id"
                                        + " WHERE c.contact_id = ?",
                                String.valueOf(customer.phone()))
                        .isEmpty());
    }

    /** The bot knows the question by its idempotency key, so it may well use the URL that it was given first. */
    @Test
    @Tag("long")
    void a_worker_killed_before_the_202_asks_again_and_the_first_url_counts_too() throws Exception {
        KillTarget victim = new KillTarget(worker());
        system.responseApi.answer(asked -> {
            victim.kill();
            return PENDING;
        });
        Customer anna = says("Hello");
        victim.awaitKilled();
        String first = lastCallback();
        answersLater();
        workerComesBack();
        awaitsCallback(anna);
        assertThat(lastCallback()).isNotEqualTo(first);

        callBack(first);
        callBack(lastCallback());

        isAnsweredBy(anna, ONCE);
    }

    @Test
    @Tag("long")
    void a_worker_killed_in_the_moment_of_the_202() throws Exception {
        KillTarget victim = new KillTarget(worker());
        system.responseApi.answer(asked -> {
            Thread.startVirtualThread(victim::killInAMoment);
            return PENDING;
        });
        Customer anna = says("Hello");
        victim.awaitKilled();
        system.responseApi.answer(asked -> PENDING);
        workerComesBack();
        awaitsCallback(anna);

        callBack(lastCallback());

        isAnsweredBy(anna, ONCE);
    }

    @Test
    @Tag("long")
    void a_worker_killed_while_the_answer_is_waited_for() throws Exception {
        Customer anna = says("Hello");
        awaitsCallback(anna);
        worker().kill();
        workerComesBack();

        callBack(lastCallback());

        isAnsweredBy(anna, ONCE);
        assertThat(system.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    void a_callback_that_comes_while_no_worker_runs() throws Exception {
        Customer anna = says("Hello");
        awaitsCallback(anna);
        worker().kill();
        callBack(lastCallback());
        callBack(lastCallback());
        workerComesBack();

        isAnsweredBy(anna, ONCE);
        assertThat(system.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void a_worker_killed_in_the_moment_of_the_callback() throws Exception {
        Customer anna = says("Hello");
        awaitsCallback(anna);
        KillTarget victim = new KillTarget(worker());
        callBack(lastCallback());
        victim.killInAMoment();
        workerComesBack();

        isAnsweredBy(anna, ONCE);
        assertThat(system.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void a_worker_killed_while_it_sends_what_was_called_back() throws Exception {
        Customer anna = says("Hello");
        awaitsCallback(anna);
        KillTarget victim = new KillTarget(worker());
        system.meta.behaveOnce(
                request -> request.text().equals("Later!") && victim.kill(), new GraphBehaviour.AcceptThenHangUp());
        callBack(lastCallback());
        victim.awaitKilled();
        workerComesBack();

        isAnsweredBy(anna, ONCE);
        assertThat(system.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void rabbitmq_restarted_while_the_answer_is_waited_for_and_killed_behind_the_callback() throws Exception {
        Customer anna = says("Hello");
        awaitsCallback(anna);
        system.rabbit.stop();
        assertThat(bot.post(lastCallback(), "once", LATER)).isEqualTo(503);
        system.rabbit.startAgain();
        system.recover();

        callBack(lastCallback());
        system.rabbit.kill();
        system.rabbit.startAgain();
        system.recover();

        isAnsweredBy(anna, ONCE);
        assertThat(system.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void the_same_callback_many_times_at_once_is_one_reply() throws Exception {
        Customer anna = says("Hello");
        awaitsCallback(anna);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> posts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                posts.add(threads.submit(() -> {
                    callBack(lastCallback());
                    return true;
                }));
            }
            for (Future<Boolean> post : posts) {
                assertThat(post.get()).isTrue();
            }
        }

        isAnsweredBy(anna, ONCE);
        assertThat(system.responseApi.askedCount()).isEqualTo(1);
    }
}
