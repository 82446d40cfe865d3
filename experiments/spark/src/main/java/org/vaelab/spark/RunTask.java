// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function;

/**
 * A task of Spark: runs that a VaeLab process executes. The result is empty if they are in the
 * folder of the comparison, otherwise it is an archive of their folders.
 */
final class RunTask implements Function<String, byte[]> {

    private static final long serialVersionUID = 1L;

    /** The pause before a task that cannot work here fails, so that another worker has time. */
    private static final long PAUSE_MILLIS = 3000;

    private final String id;

    RunTask(String id) {
        this.id = id;
    }

    @Override
    public byte[] call(String task) throws IOException, InterruptedException {
        Executor executor = Executor.current();
        if (executor.mustShare() && !executor.seesFolder()) {
            Thread.sleep(PAUSE_MILLIS);
            throw new IOException(
                    "--shared, but this worker does not see the folder of the comparison");
        }
        executor.tell("started", id, executor.id());
        WorkerProcess process = executor.take();
        process.send(task);
        try {
            byte[] result = follow(process);
            executor.giveBack(process);
            return result;
        } catch (FailedOnWorkerException e) {
            executor.giveBack(process);
            throw e;
        } catch (IOException | InterruptedException | RuntimeException e) {
            // It may still be at work.
            process.endInput();
            throw e;
        }
    }

    /** The process itself says that it cannot execute the task. */
    private static final class FailedOnWorkerException extends IOException {

        private static final long serialVersionUID = 1L;

        FailedOnWorkerException(String message) {
            super(message);
        }
    }

    private static byte[] follow(WorkerProcess process) throws IOException, InterruptedException {
        TaskContext context = TaskContext.get();
        boolean stopped = false;
        while (true) {
            if (!stopped && context.isInterrupted()) {
                stopped = true;
                process.send("stop");
            }
            List<String> answer = process.next().orElse(List.of());
            if (answer.isEmpty()) {
                continue;
            }
            if (answer.get(0).equals("failed")) {
                throw new FailedOnWorkerException(answer.get(1));
            }
            if (stopped) {
                throw new TaskKilledException("interrupted");
            }
            return answer.size() == 1 ? new byte[0] : taken(Path.of(answer.get(1)));
        }
    }

    private static byte[] taken(Path archive) throws IOException {
        byte[] content = Files.readAllBytes(archive);
        Files.delete(archive);
        return content;
    }
}
