// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A VaeLab process of an executor, {@code vaelab work}. It ends when its standard input ends, also
 * when the executor is killed.
 */
final class WorkerProcess {

    private static final int KEPT_LINES = 20;

    /** After the last line of the process. */
    private static final List<String> END = List.of("end");

    private final Process process;
    private final OutputStream in;
    private final BlockingQueue<List<String>> answers = new LinkedBlockingQueue<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final Thread errorReader;

    private WorkerProcess(Process process) {
        this.process = process;
        this.in = process.getOutputStream();
        reader("vaelab-lines", process.getInputStream(), this::line, () -> answers.add(END))
                .start();
        this.errorReader = reader("vaelab-errors", process.getErrorStream(), this::error, () -> {});
        errorReader.start();
    }

    static WorkerProcess start(List<String> command, Map<String, String> environment, Path folder)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        return new WorkerProcess(builder.start());
    }

    private interface Receiver {
        void line(String text);
    }

    private static Thread reader(String name, InputStream from, Receiver to, Runnable end) {
        Thread thread =
                new Thread(
                        () -> {
                            try (BufferedReader reader =
                                    new BufferedReader(
                                            new InputStreamReader(from, StandardCharsets.UTF_8))) {
                                @Nullable String text;
                                while ((text = reader.readLine()) != null) {
                                    to.line(text);
                                }
                            } catch (IOException e) {
                                // The process ended.
                            } finally {
                                end.run();
                            }
                        },
                        name);
        thread.setDaemon(true);
        return thread;
    }

    private void line(String text) {
        String verb = text.split(" ", 2)[0];
        if (List.of("done", "failed").contains(verb)) {
            answers.add(Messages.words(text));
        } else {
            // A native library prints.
            error(text);
        }
    }

    private void error(String text) {
        // The log of the executor.
        System.err.println(text);
        synchronized (errors) {
            errors.add(text);
            if (errors.size() > KEPT_LINES) {
                errors.remove();
            }
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void send(String line) throws IOException {
        try {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new IOException(lastWords(), e);
        }
    }

    /**
     * Waits a moment for the answer to a task.
     *
     * @throws IOException if the process ended
     */
    Optional<List<String>> next() throws IOException, InterruptedException {
        List<String> answer = answers.poll(200, TimeUnit.MILLISECONDS);
        if (END.equals(answer)) {
            throw new IOException(lastWords());
        }
        return Optional.ofNullable(answer);
    }

    private String lastWords() {
        try {
            boolean ended = process.waitFor(2, TimeUnit.SECONDS);
            errorReader.join(1000);
            String how = ended ? "ended with code " + process.exitValue() : "does not answer";
            synchronized (errors) {
                return "the VaeLab process " + how + "\n" + String.join("\n", errors);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the VaeLab process ended";
        }
    }

    void endInput() {
        try {
            in.close();
        } catch (IOException e) {
            // It ended already.
        }
    }

    void awaitEnd(long nanos) {
        try {
            process.waitFor(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
