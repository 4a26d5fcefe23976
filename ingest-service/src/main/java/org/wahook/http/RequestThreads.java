package org.wahook.http;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Virtual threads for the tasks of a listener's connections, which know how many tasks have not ended. */
final class RequestThreads extends VirtualThreadPool {

    private final AtomicInteger tasks = new AtomicInteger();

    /** @param most tasks that run at one time; more wait */
    RequestThreads(int most) {
        super(most);
    }

    /** Tasks that run, and that wait for a processor or for their turn. */
    int tasks() {
        return tasks.get();
    }

    @Override
    public void execute(Runnable task) {
        tasks.incrementAndGet();
        try {
            super.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            tasks.decrementAndGet();
            throw e;
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } finally {
            tasks.decrementAndGet();
        }
    }
}
