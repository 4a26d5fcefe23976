package org.wahook.worker.consumer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.BrokerSession;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.callback.CallbackJudge;
import org.wahook.worker.callback.CallbackJudge.Judgement;
import org.wahook.worker.callback.ReceivedCallback;

/**
 * Consumes what bots have posted to their callbacks, a few at a time. One that can't be judged while PostgreSQL or RabbitMQ
 * is unavailable waits here; one that fails in another way is dropped, since its turn has a deadline anyway.
 */
public final class CallbackConsumer implements BrokerSession {

    private static final Logger log = LoggerFactory.getLogger(CallbackConsumer.class);

    /** So many connections to PostgreSQL may be taken by what strangers post. */
    private static final int AT_A_TIME = 4;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final CallbackJudge judge;
    private final Database database;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("callback-", 0).factory());
    private volatile boolean stopping;

    public CallbackConsumer(CallbackJudge judge, Database database) {
        this.judge = judge;
        this.database = database;
    }

    @Override
    public void opened(Connection connection) throws IOException {
        if (stopping) {
            return;
        }
        Channel channel = connection.createChannel();
        channel.addShutdownListener(cause -> {
            if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
                connection.abort(1000);
            }
        });
        channel.basicQos(AT_A_TIME);
        ConsumerChannel ours = new ConsumerChannel(channel);
        channel.basicConsume(Topology.CALLBACKS, false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                begin(Delivery.of(ours, envelope, properties, body));
            }

            @Override
            public void handleCancel(String tag) {
                Thread.startVirtualThread(() -> connection.abort(1000));
            }
        });
    }

    @Override
    public void closed(String why) {
        // What was in hand comes again on the next channel.
    }

    private void begin(Delivery delivery) {
        try {
            threads.execute(() -> work(delivery));
        } catch (RejectedExecutionException e) {
            log.debug("stopping: a callback goes back");
        }
    }

    private void work(Delivery delivery) {
        try {
            while (!stopping && delivery.channel().open()) {
                if (isJudged(delivery)) {
                    delivery.ack();
                    return;
                }
                Thread.sleep(PAUSE);
            }
            delivery.requeue();
        } catch (InterruptedException e) {
            delivery.requeue();
            Thread.currentThread().interrupt();
        }
    }

    private boolean isJudged(Delivery delivery) throws InterruptedException {
        Optional<ReceivedCallback> callback = ReceivedCallback.of(delivery.headers(), delivery.body());
        if (callback.isEmpty() || delivery.poison()) {
            judge.count(Judgement.UNUSABLE);
            return true;
        }
        try {
            return judge.judge(callback.get()).isPresent();
        } catch (JdbiException e) {
            if (DatabaseErrors.isOutage(e) || DatabaseErrors.isLocked(e)) {
                database.suspect(e);
                return false;
            }
            return dropped(e);
        } catch (RuntimeException e) {
            return dropped(e);
        }
    }

    private boolean dropped(RuntimeException e) {
        log.error("A callback could not be judged and is dropped", e);
        judge.count(Judgement.UNUSABLE);
        return true;
    }

    /** Finishes what is in hand, and gives the rest back. */
    public void stop(Duration grace) {
        stopping = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
