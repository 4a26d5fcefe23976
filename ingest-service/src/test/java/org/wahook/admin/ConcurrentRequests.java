package org.wahook.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many who ask at the same moment. */
final class ConcurrentRequests {

    private ConcurrentRequests() {}

    /** All the answers; who asks is told which of the many it is. */
    static List<AdminResponse> ask(int times, IntFunction<AdminResponse> request) throws Exception {
        List<Callable<AdminResponse>> requests = IntStream.range(0, times)
                .<Callable<AdminResponse>>mapToObj(i -> () -> request.apply(i))
                .toList();
        List<AdminResponse> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<AdminResponse> reply : threads.invokeAll(requests)) {
                replies.add(reply.get());
            }
        }
        return replies;
    }
}
