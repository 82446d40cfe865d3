// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Override
    public byte[] call(String task) throws IOException, InterruptedException {
        Executor executor = Executor.current();
        if (executor.mustShare() && !executor.seesFolder()) {
            Thread.sleep(PAUSE_MILLIS);
            throw new IOException(
                    "--shared, but this worker does not see the folder of the comparison");
        }
        WorkerProcess process = executor.take();
        process.send(executor.taskFor(task));
        try {
            byte[] result = follow(process, executor);
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

    private static byte[] follow(WorkerProcess process, Executor executor)
            throws IOException, InterruptedException {
        TaskContext context = TaskContext.get();
        boolean stopped = false;
        while (true) {
            if (!stopped && context.isInterrupted()) {
                stopped = true;
                process.send(Line.of("stop"));
            }
            Line line = process.next().orElse(null);
            if (line == null) {
                continue;
            }
            switch (line.verb()) {
                case "event" -> executor.tell(line);
                case "failed" -> throw new FailedOnWorkerException(line.field(0));
                default -> {
                    if (stopped) {
                        throw new TaskKilledException("interrupted");
                    }
                    return line.fields().isEmpty() ? new byte[0] : taken(Path.of(line.field(0)));
                }
            }
        }
    }

    private static byte[] taken(Path archive) throws IOException {
        byte[] content = Files.readAllBytes(archive);
        Files.delete(archive);
        return content;
    }
}
