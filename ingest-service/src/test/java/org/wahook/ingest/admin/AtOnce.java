package org.wahook.ingest.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many who ask at the same moment. */
final class AtOnce {

    private AtOnce() {}

    /** All the answers; who asks is told which of the many it is. */
    static List<Reply> ask(int times, IntFunction<Reply> request) throws Exception {
        List<Callable<Reply>> requests = IntStream.range(0, times)
                .<Callable<Reply>>mapToObj(i -> () -> request.apply(i))
                .toList();
        List<Reply> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Reply> reply : threads.invokeAll(requests)) {
                replies.add(reply.get());
            }
        }
        return replies;
    }
}
