// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/**
 * Wraps a backend and captures programs as a device does: it keeps the buffers of a program and
 * computes into them again. It saves no time, but reveals wrong assumptions of callers. It rejects
 * a program that a device could not repeat, and fills its buffers with NaN before the first run.
 */
public final class CapturingBackend extends OperationBackend implements ProgramCapture {

    private final TensorBackend backend;
    private final AtomicLong replayed;
    private final Set<Class<? extends Operation>> refused;
    private @Nullable Recording open;

    /**
     * Wraps a backend.
     *
     * @param replayed counts the operations that were carried out again
     * @param refused kinds of operations that are not captured
     */
    public CapturingBackend(
            TensorBackend backend, AtomicLong replayed, List<Class<? extends Operation>> refused) {
        super(backend);
        this.backend = backend;
        this.replayed = replayed;
        this.refused = Set.copyOf(refused);
    }

    @Override
    public Optional<ProgramCapture> capture() {
        return Optional.of(this);
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public StorageOperations storage() {
        return outsideOfPrograms(StorageOperations.class, backend.storage());
    }

    @Override
    public UpdateOperations updates() {
        return outsideOfPrograms(UpdateOperations.class, backend.updates());
    }

    /** Rejects side effects in a captured program. */
    private <T> T outsideOfPrograms(Class<T> type, T part) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            if (open != null) {
                                throw new BackendException(
                                        method.getName() + " in a program that is captured");
                            }
                            return BackendProxy.pass(part, method, arguments);
                        }));
    }

    @Override
    protected Buffer compute(Operation operation, List<Buffer> arguments) {
        Recording recording = open;
        if (recording == null) {
            return copy(super.compute(operation, arguments));
        }
        if (refused.contains(operation.getClass())) {
            throw new BackendException(operation + " in a program that is captured");
        }
        return recording.add(() -> super.compute(operation, arguments));
    }

    /**
     * Returns a buffer of its own, as a captured program has for each result. Some libraries round
     * an operation on a view otherwise than on a copy.
     */
    private Buffer copy(Buffer computed) {
        Buffer own = backend.arrangement().fill(0, computed.shape(), computed.dtype());
        backend.storage().assign(own, computed);
        return own;
    }

    @Override
    public Captured capture(Runnable program) {
        Recording recording = new Recording(backend, replayed);
        open = recording;
        try {
            // What the first call leaves behind must make no difference.
            program.run();
            recording.clear();
            program.run();
        } catch (RuntimeException e) {
            recording.close();
            throw e;
        } finally {
            open = null;
        }
        recording.forget();
        return recording;
    }

    private static final class Recording implements ProgramCapture.Captured {

        private final TensorBackend backend;
        private final StorageOperations storage;
        private final AtomicLong replayed;
        private final List<Supplier<Buffer>> operations = new ArrayList<>();
        private final List<Buffer> results = new ArrayList<>();

        Recording(TensorBackend backend, AtomicLong replayed) {
            this.backend = backend;
            this.storage = backend.storage();
            this.replayed = replayed;
        }

        Buffer add(Supplier<Buffer> operation) {
            try (StorageOperations.Region region = storage.openRegion()) {
                Buffer result = storage.keep(operation.get());
                operations.add(operation);
                results.add(result);
                return result;
            }
        }

        void clear() {
            operations.clear();
            close();
        }

        void forget() {
            for (Buffer result : results) {
                try (StorageOperations.Region region = storage.openRegion()) {
                    boolean whole = result.dtype() == DType.INT32;
                    Buffer nothing =
                            backend.arrangement()
                                    .fill(whole ? 0 : Double.NaN, result.shape(), result.dtype());
                    storage.assign(result, nothing);
                }
            }
        }

        @Override
        public void replay() {
            for (int i = 0; i < results.size(); i++) {
                try (StorageOperations.Region region = storage.openRegion()) {
                    storage.assign(results.get(i), operations.get(i).get());
                }
            }
            replayed.addAndGet(results.size());
        }

        @Override
        public void close() {
            results.forEach(storage::release);
            results.clear();
        }
    }
}
