// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Runs rounds of programs, one program of each member per round. */
final class Rounds {

    static final class Request {
        private final Program program;
        private final List<Value.Life> regions;
        private final CompletableFuture<Object> answer = new CompletableFuture<>();

        Request(Program program, List<Value.Life> regions) {
            this.program = program;
            this.regions = regions;
        }

        /**
         * Waits for the values that the program reads in the end.
         *
         * @throws RuntimeException what the backend has thrown
         */
        Object answer() {
            return Engine.result(answer);
        }
    }

    private final TensorBackend backend;
    private final Regions regions;
    private final @Nullable Repeats repeats;
    private List<Integer> crew = List.of();
    private @Nullable Throwable broken;

    private Rounds(TensorBackend backend, Optional<ProgramCapture> capture) {
        this.backend = backend;
        this.regions = new Regions(backend);
        this.repeats = capture.map(by -> new Repeats(backend, by)).orElse(null);
    }

    /**
     * Takes a backend over.
     *
     * @param captures whether programs that come again are captured
     * @throws BackendException if the backend captures none; it is closed then
     */
    static Rounds of(TensorBackend backend, boolean captures) {
        Optional<ProgramCapture> capture = captures ? backend.capture() : Optional.empty();
        if (captures && capture.isEmpty()) {
            String name = backend.name();
            backend.close();
            throw new BackendException(
                    "backend "
                            + name
                            + " captures no programs on this device; runtime.graphs needs the"
                            + " backend torch on cuda");
        }
        return new Rounds(backend, capture);
    }

    TensorBackend backend() {
        return backend;
    }

    void close() {
        if (repeats != null) {
            repeats.close();
        }
        backend.close();
    }

    void next(SortedMap<Integer, Request> requests, List<Value.Life> left) {
        Throwable earlier = broken;
        if (earlier != null) {
            // One of its own for each: what is thrown where something is closed joins the first.
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
        List<Value.Life> open =
                requests.values().stream().flatMap(r -> r.regions.stream()).toList();
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
