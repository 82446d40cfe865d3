// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

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

    private final class Worker {

        private final String task;
        private final String content;
        private final PipedWriter in = new PipedWriter();
        private final Thread thread;
        private boolean lost;

        Worker(String task, String content) throws IOException {
            this.task = task;
            this.content = content;
            BufferedReader reader = new BufferedReader(new PipedReader(in, 1 << 16));
            this.thread =
                    new Thread(
                            () -> {
                                try {
                                    loops.apply(this::line).run(reader);
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            thread.start();
            in.write(Line.of("task", content, "" + inPlace, unpacked).text() + "\n");
            in.flush();
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
            try {
                in.close();
                workers.add(new Worker(task, content));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void stop() {
            try {
                in.write("stop\n");
                in.flush();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public synchronized void submit(String task, String content) throws IOException {
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
    public void close() throws IOException {
        List<Worker> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(workers);
        }
        for (Worker worker : left) {
            worker.in.close();
        }
    }
}
