// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * The thread that has the backend. It waits until all members that are left have handed in a program,
 * and carries out those that are the same as one. So which programs go together depends on the
 * programs alone, never on time.
 */
final class SharedEngine implements Engine {

    private final SortedMap<Integer, Rounds.Request> waiting = new TreeMap<>();
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
    SharedEngine(Supplier<TensorBackend> opener, int members, boolean captures) {
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
        return Waiting.result(opened);
    }

    @Override
    public Object carryOut(int member, Program program, List<Life> regions) {
        Rounds.Request request = new Rounds.Request(program, regions);
        synchronized (this) {
            waiting.put(member, request);
            notifyAll();
        }
        return request.answer();
    }

    @Override
    public void leave(List<Life> lives) {
        boolean last;
        synchronized (this) {
            left.addAll(lives);
            present--;
            last = present == 0;
            notifyAll();
        }
        if (last) {
            Waiting.result(closed);
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

    private synchronized List<Life> takeLeft() {
        List<Life> all = new ArrayList<>(left);
        left.clear();
        return all;
    }
}
