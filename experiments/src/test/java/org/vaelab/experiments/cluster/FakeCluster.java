// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Workers in threads of the test. Each executes one task, and may be lost on the way. */
final class FakeCluster implements Cluster {

    private final Function<Consumer<String>, WorkLoop> loops;
    private final boolean inPlace;
    private final String unpacked;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final List<Worker> workers = new ArrayList<>();

    /** How many workers are lost at their first step of training. */
    private int losses;

    private boolean cancelled;
    private boolean closed;

    FakeCluster(
            Function<Consumer<String>, WorkLoop> loops,
            boolean inPlace,
            String unpacked,
            int losses) {
        this.loops = loops;
        this.inPlace = inPlace;
        this.unpacked = unpacked;
        this.losses = losses;
    }

    /**
     * The lines that a worker reads. A pipe would break when the thread that wrote to it ends, such as
     * that of a lost worker.
     */
    private static final class Input extends BufferedReader {

        private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

        Input() {
            super(Reader.nullReader());
        }

        void add(String line) {
            lines.add(Optional.of(line));
        }

        void end() {
            lines.add(Optional.empty());
        }

        @Override
        public @Nullable String readLine() throws IOException {
            try {
                return lines.take().orElse(null);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private final class Worker {

        private final String task;
        private final String content;
        private final Input in = new Input();
        private final Thread thread;
        private boolean lost;

        Worker(String task, String content) {
            this.task = task;
            this.content = content;
            this.thread =
                    new Thread(
                            () -> {
                                try {
                                    loops.apply(this::line).run(in);
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            thread.start();
            in.add(Line.of("task", content, "" + inPlace, unpacked).text());
        }

        /** What a lost worker says, nobody hears. */
        private void line(String text) {
            synchronized (FakeCluster.this) {
                if (lost) {
                    return;
                }
                Line line = Line.parse(text);
                switch (line.verb()) {
                    case "event" -> {
                        messages.add(new Event(line.field(0)));
                        if (losses > 0 && line.field(0).contains("STEPPED")) {
                            losses--;
                            lose();
                        }
                    }
                    case "failed" -> messages.add(new Failed(task, line.field(0)));
                    default -> {
                        workers.remove(this);
                        in.end();
                        messages.add(
                                new Done(
                                        task,
                                        line.fields().stream()
                                                .map(java.nio.file.Path::of)
                                                .findFirst()));
                        if (cancelled && workers.isEmpty()) {
                            messages.add(new Cancelled());
                        }
                    }
                }
            }
        }

        /** Starts the task on another worker, while this one still leaves its run. */
        private void lose() {
            lost = true;
            workers.remove(this);
            in.end();
            workers.add(new Worker(task, content));
        }

        private void stop() {
            in.add("stop");
        }
    }

    @Override
    public synchronized void submit(String task, String content) {
        workers.add(new Worker(task, content));
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        workers.forEach(Worker::stop);
    }

    @Override
    public Optional<Message> next() {
        try {
            return Optional.ofNullable(messages.poll(50, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        List<Worker> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(workers);
        }
        for (Worker worker : left) {
            worker.in.end();
        }
    }
}
