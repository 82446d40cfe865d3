// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Has the backend, and carries out on it what members hand in. */
interface Engine {

    TensorBackend backend();

    /**
     * Hands a program in, and waits for the values that it reads in the end.
     *
     * @param regions that were open where the program begins, the innermost last
     */
    Object carryOut(int member, Program program, List<Value.Life> regions);

    /**
     * Takes a member out. The last one waits until the backend is closed, so that another may be opened.
     *
     * @param lives of its values, for which nobody asks any more
     */
    void leave(List<Value.Life> lives);

    static <T> T result(CompletableFuture<T> future) {
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

    /** For one member, on its own thread. */
    final class Single implements Engine {

        private final Rounds rounds;

        Single(TensorBackend backend, boolean captures) {
            this.rounds = Rounds.of(backend, captures);
        }

        @Override
        public TensorBackend backend() {
            return rounds.backend();
        }

        @Override
        public Object carryOut(int member, Program program, List<Value.Life> regions) {
            Rounds.Request request = new Rounds.Request(program, regions);
            TreeMap<Integer, Rounds.Request> all = new TreeMap<>();
            all.put(member, request);
            rounds.next(all, List.of());
            return request.answer();
        }

        @Override
        public void leave(List<Value.Life> lives) {
            rounds.close();
        }
    }

    /**
     * The thread that has the backend. It waits until all members that are left have handed in a program,
     * and carries out those that are the same as one. So which programs go together depends on the
     * programs alone, never on time.
     */
    final class Shared implements Engine {

        private final SortedMap<Integer, Rounds.Request> waiting = new TreeMap<>();
        private final List<Value.Life> left = new ArrayList<>();
        private final CompletableFuture<TensorBackend> opened = new CompletableFuture<>();
        private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        private final boolean captures;
        private int present;

        /**
         * Opens the backend on a thread of its own, which ends when the last member leaves.
         *
         * @param captures whether programs that come again are captured
         */
        Shared(Supplier<TensorBackend> opener, int members, boolean captures) {
            this.present = members;
            this.captures = captures;
            Thread thread = new Thread(() -> serve(opener), "vaelab-lockstep");
            thread.setDaemon(true);
            thread.start();
        }

        /**
         * Waits for the backend.
         *
         * @throws RuntimeException what opening it threw
         */
        @Override
        public TensorBackend backend() {
            return Engine.result(opened);
        }

        @Override
        public Object carryOut(int member, Program program, List<Value.Life> regions) {
            Rounds.Request request = new Rounds.Request(program, regions);
            synchronized (this) {
                waiting.put(member, request);
                notifyAll();
            }
            return request.answer();
        }

        @Override
        public void leave(List<Value.Life> lives) {
            boolean last;
            synchronized (this) {
                left.addAll(lives);
                present--;
                last = present == 0;
                notifyAll();
            }
            if (last) {
                Engine.result(closed);
            }
        }

        private void serve(Supplier<TensorBackend> opener) {
            Rounds rounds;
            try {
                rounds = Rounds.of(opener.get(), captures);
            } catch (RuntimeException | Error e) {
                opened.completeExceptionally(e);
                return;
            }
            opened.complete(rounds.backend());
            while (awaitAll()) {
                rounds.next(take(), takeLeft());
            }
            try {
                rounds.close();
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

        private synchronized SortedMap<Integer, Rounds.Request> take() {
            SortedMap<Integer, Rounds.Request> all = new TreeMap<>(waiting);
            waiting.clear();
            return all;
        }

        private synchronized List<Value.Life> takeLeft() {
            List<Value.Life> all = new ArrayList<>(left);
            left.clear();
            return all;
        }
    }
}
