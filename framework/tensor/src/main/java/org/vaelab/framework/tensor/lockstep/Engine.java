// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * The thread that has the backend. It waits until all members that are left have handed in a program,
 * and carries out those that are the same as one. So which programs go together depends on the
 * programs alone, never on time.
 */
final class Engine {

    private final SortedMap<Integer, Request> waiting = new TreeMap<>();
    private final List<Life> left = new ArrayList<>();
    private final CompletableFuture<TensorBackend> opened = new CompletableFuture<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final boolean captures;
    private int present;

    /**
     * Opens the backend on a thread of its own, which ends when the last member leaves.
     *
     * @param captures whether programs that come again are captured
     */
    Engine(Supplier<TensorBackend> opener, int members, boolean captures) {
        this.present = members;
        this.captures = captures;
        Thread thread = new Thread(() -> serve(opener), "vaelab-lockstep");
        thread.setDaemon(true);
        thread.start();
    }

    /** A member's program, and where its answer goes. */
    private static final class Request {
        private final Program program;
        private final List<Life> regions;
        private final CompletableFuture<Object> answer = new CompletableFuture<>();

        Request(Program program, List<Life> regions) {
            this.program = program;
            this.regions = regions;
        }
    }

    boolean captures() {
        return captures;
    }

    /**
     * Waits for the backend.
     *
     * @throws RuntimeException what opening it threw
     */
    TensorBackend backend() {
        return result(opened);
    }

    /**
     * Hands a program in, and waits for the values that it reads in the end.
     *
     * @param regions that were open where the program begins, the innermost last
     */
    Object carryOut(int member, Program program, List<Life> regions) {
        Request request = new Request(program, regions);
        synchronized (this) {
            waiting.put(member, request);
            notifyAll();
        }
        return result(request.answer);
    }

    private static <T> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /**
     * Takes a member out. The last one waits until the backend is closed, so that another may be opened.
     *
     * @param lives of its values, for which nobody asks any more
     */
    void leave(List<Life> lives) {
        boolean last;
        synchronized (this) {
            left.addAll(lives);
            present--;
            last = present == 0;
            notifyAll();
        }
        if (last) {
            result(closed);
        }
    }

    private void serve(Supplier<TensorBackend> opener) {
        TensorBackend backend;
        try {
            backend = opener.get();
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
            return;
        }
        Rounds rounds;
        try {
            rounds = new Rounds(backend, captures);
        } catch (RuntimeException e) {
            backend.close();
            opened.completeExceptionally(e);
            return;
        }
        opened.complete(backend);
        while (awaitAll()) {
            rounds.next(take(), takeLeft());
        }
        try {
            rounds.close();
            backend.close();
            closed.complete(true);
        } catch (RuntimeException | Error e) {
            closed.completeExceptionally(e);
        }
    }

    /** Waits until all members that are left wait; returns false if there is none. */
    private synchronized boolean awaitAll() {
        while (waiting.size() < present) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody else has this thread", e);
            }
        }
        return present > 0;
    }

    private synchronized SortedMap<Integer, Request> take() {
        SortedMap<Integer, Request> all = new TreeMap<>(waiting);
        waiting.clear();
        return all;
    }

    private synchronized List<Life> takeLeft() {
        List<Life> all = new ArrayList<>(left);
        left.clear();
        return all;
    }

    /** One round after another: a program of each member. */
    private static final class Rounds {

        private final TensorBackend backend;
        private final Regions regions;
        private final @Nullable Repeats repeats;
        private List<Integer> crew = List.of();
        private @Nullable Throwable broken;

        Rounds(TensorBackend backend, boolean captures) {
            this.backend = backend;
            this.regions = new Regions(backend);
            this.repeats = captures ? new Repeats(backend, capture(backend)) : null;
        }

        private static ProgramCapture capture(TensorBackend backend) {
            return backend.capture()
                    .orElseThrow(
                            () ->
                                    new BackendException(
                                            "backend "
                                                    + backend.name()
                                                    + " captures no programs on this device;"
                                                    + " runtime.graphs needs the backend torch on"
                                                    + " cuda"));
        }

        void close() {
            if (repeats != null) {
                repeats.close();
            }
        }

        void next(SortedMap<Integer, Request> requests, List<Life> left) {
            Throwable earlier = broken;
            if (earlier != null) {
                // One of its own for each: what is thrown where something is closed joins the
                // first.
                requests.values()
                        .forEach(
                                r ->
                                        r.answer.completeExceptionally(
                                                new IllegalStateException(
                                                        "the backend has failed before", earlier)));
                return;
            }
            try {
                left.forEach(life -> life.values().forEach(Value::leave));
                List<List<Request>> groups = alike(requests.values());
                settleRegions(requests, groups.size() == 1);
                groups.forEach(this::carryOut);
            } catch (RuntimeException | Error e) {
                // What lies in which memory is not known any more.
                broken = e;
                requests.values().forEach(r -> r.answer.completeExceptionally(e));
            }
        }

        private static List<List<Request>> alike(Iterable<Request> requests) {
            List<List<Request>> groups = new ArrayList<>();
            for (Request request : requests) {
                groups.stream()
                        .filter(group -> group.get(0).program.isLike(request.program))
                        .findFirst()
                        .orElseGet(
                                () -> {
                                    List<Request> group = new ArrayList<>();
                                    groups.add(group);
                                    return group;
                                })
                        .add(request);
            }
            return groups;
        }

        private void settleRegions(SortedMap<Integer, Request> requests, boolean together) {
            List<Integer> members = List.copyOf(requests.keySet());
            List<Life> open = requests.values().stream().flatMap(r -> r.regions.stream()).toList();
            if (regions.areShared() && !(together && members.equals(crew))) {
                regions.part(open);
            }
            if (together && open.isEmpty()) {
                regions.share();
            }
            crew = members;
        }

        private void carryOut(List<Request> group) {
            List<Program> programs = group.stream().map(request -> request.program).toList();
            Batch batch = new Batch(backend, regions, programs.size());
            if (regions.areShared() && repeats != null) {
                repeats.carryOut(batch, programs);
            } else if (regions.areShared()) {
                new Execution(batch, programs).run();
            } else {
                try (StorageOperations.Region region = backend.openRegion()) {
                    Execution execution = new Execution(batch, programs);
                    execution.run();
                    execution.keepWhatOutlives();
                }
            }
            for (int m = 0; m < group.size(); m++) {
                group.get(m).answer.complete(batch.answer(m));
            }
        }
    }
}
