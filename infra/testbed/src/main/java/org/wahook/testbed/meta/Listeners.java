package org.wahook.testbed.meta;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Who wants to know of what happens at simulated Meta; told before the answer goes out. */
final class Listeners {
    private final List<Consumer<SentMessage>> whenSent = new CopyOnWriteArrayList<>();
    private final List<Consumer<ReadReceipt>> whenRead = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<SendRequest, GraphBehaviour>> whenDisturbed = new CopyOnWriteArrayList<>();
    private final List<Consumer<PostedStatus>> whenStatus = new CopyOnWriteArrayList<>();

    void whenSent(Consumer<SentMessage> listener) {
        whenSent.add(listener);
    }

    void whenRead(Consumer<ReadReceipt> listener) {
        whenRead.add(listener);
    }

    void whenDisturbed(BiConsumer<SendRequest, GraphBehaviour> listener) {
        whenDisturbed.add(listener);
    }

    void whenStatus(Consumer<PostedStatus> listener) {
        whenStatus.add(listener);
    }

    void sent(SentMessage sent) {
        whenSent.forEach(listener -> listener.accept(sent));
    }

    void read(ReadReceipt receipt) {
        whenRead.forEach(listener -> listener.accept(receipt));
    }

    void disturbed(SendRequest request, GraphBehaviour how) {
        whenDisturbed.forEach(listener -> listener.accept(request, how));
    }

    void status(PostedStatus status) {
        whenStatus.forEach(listener -> listener.accept(status));
    }
}
