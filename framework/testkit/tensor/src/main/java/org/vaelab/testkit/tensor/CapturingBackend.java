// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Wraps a backend and captures programs as a device does: it keeps the buffers of a program and
 * computes into them again. It saves no time, but reveals wrong assumptions of callers. It rejects
 * a program that a device could not repeat, and fills its buffers with NaN before the first run.
 */
public final class CapturingBackend {

    /** Operations with side effects, which a captured program must not contain. */
    private static final Set<String> REFUSED =
            Set.of(
                    "create",
                    "keep",
                    "release",
                    "assign",
                    "openRegion",
                    "norm",
                    "adam",
                    "momentum",
                    "rmsProp",
                    "close");

    private CapturingBackend() {}

    /**
     * Returns a backend that passes everything on, and captures.
     *
     * @param replayed counts the operations that were carried out again
     * @param refused names of more methods that are not captured
     */
    public static TensorBackend of(TensorBackend backend, AtomicLong replayed, String... refused) {
        return BackendProxy.of(new Handler(backend, replayed, Set.of(refused)));
    }

    private static final class Handler implements InvocationHandler, ProgramCapture {

        private final TensorBackend backend;
        private final AtomicLong replayed;
        private final Set<String> refused;
        private @Nullable Recording open;
        private boolean reduced;

        Handler(TensorBackend backend, AtomicLong replayed, Set<String> refused) {
            this.backend = backend;
            this.replayed = replayed;
            this.refused = refused;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("capture")) {
                return Optional.of(this);
            }
            String name = method.getName();
            if (name.equals("isAsynchronous")) {
                return true;
            }
            if (name.equals("reduceProducts") && arguments != null) {
                reduced = (Boolean) arguments[0];
            }
            Recording recording = open;
            if (recording == null) {
                Object result = BackendProxy.pass(backend, method, arguments);
                return result instanceof Buffer computed && !REFUSED.contains(name)
                        ? copy(computed)
                        : result;
            }
            if (REFUSED.contains(name) || refused.contains(name) || name.startsWith("read")) {
                throw new BackendException(name + " in a program that is captured");
            }
            return method.getReturnType() == Buffer.class
                    ? recording.add(computation(reduced, method, arguments))
                    : BackendProxy.pass(backend, method, arguments);
        }

        /**
         * Returns a buffer of its own, as a captured program has for each result. Some libraries round
         * an operation on a view otherwise than on a copy.
         */
        private Buffer copy(Buffer computed) {
            Buffer own = backend.fill(0, computed.shape(), computed.dtype());
            backend.assign(own, computed);
            return own;
        }

        /** Returns what computes again in the precision that is allowed now. */
        private Supplier<Buffer> computation(
                boolean inReduced, Method method, Object @Nullable [] arguments) {
            return () -> {
                backend.reduceProducts(inReduced);
                try {
                    return (Buffer)
                            Objects.requireNonNull(BackendProxy.pass(backend, method, arguments));
                } catch (RuntimeException | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                } finally {
                    backend.reduceProducts(reduced);
                }
            };
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
    }

    private static final class Recording implements ProgramCapture.Captured {

        private final TensorBackend backend;
        private final AtomicLong replayed;
        private final List<Supplier<Buffer>> operations = new ArrayList<>();
        private final List<Buffer> results = new ArrayList<>();

        Recording(TensorBackend backend, AtomicLong replayed) {
            this.backend = backend;
            this.replayed = replayed;
        }

        Buffer add(Supplier<Buffer> operation) {
            try (StorageOperations.Region region = backend.openRegion()) {
                Buffer result = backend.keep(operation.get());
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
                try (StorageOperations.Region region = backend.openRegion()) {
                    boolean whole = result.dtype() == DType.INT32;
                    Buffer nothing =
                            backend.fill(whole ? 0 : Double.NaN, result.shape(), result.dtype());
                    backend.assign(result, nothing);
                }
            }
        }

        @Override
        public void replay() {
            for (int i = 0; i < results.size(); i++) {
                try (StorageOperations.Region region = backend.openRegion()) {
                    backend.assign(results.get(i), operations.get(i).get());
                }
            }
            replayed.addAndGet(results.size());
        }

        @Override
        public void close() {
            results.forEach(backend::release);
            results.clear();
        }
    }
}
