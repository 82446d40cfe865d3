// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Workers in threads of the test. Each executes one task, and may be lost on the way. */
final class FakeCluster implements Cluster {

    private final Function<Consumer<String>, WorkLoop> loops;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final List<Worker> workers = new ArrayList<>();

    /** Whether a worker is lost now. */
    private final Predicate<ClusterTask> losses;

    private boolean cancelled;
    private boolean closed;

    FakeCluster(Function<Consumer<String>, WorkLoop> loops, Predicate<ClusterTask> losses) {
        this.loops = loops;
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
            in.add(content);
            messages.add(new Started(task, "one"));
        }

        /** What a lost worker says, nobody hears. */
        private void line(String text) {
            synchronized (FakeCluster.this) {
                if (lost) {
                    return;
                }
                List<String> words =
                        Stream.of(text.split(" "))
                                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                                .toList();
                if (words.get(0).equals("failed")) {
                    messages.add(new Failed(task, words.get(1)));
                    return;
                }
                workers.remove(this);
                in.end();
                messages.add(new Done(task, words.stream().skip(1).map(Path::of).findFirst()));
                if (cancelled && workers.isEmpty()) {
                    messages.add(new Cancelled());
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

    private synchronized void loseSome() throws IOException {
        for (Worker worker : List.copyOf(workers)) {
            if (losses.test(ClusterTask.parse(worker.content))) {
                worker.lose();
            }
        }
    }

    @Override
    public Optional<Message> next() throws IOException {
        loseSome();
        try {
            return Optional.ofNullable(messages.poll(5, TimeUnit.MILLISECONDS));
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
