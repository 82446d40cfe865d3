// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.HostNoise;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * The door between Java arrays and tensors, for one thread and one run.
 *
 * <p>It knows the backend, the dtype of the run, the open {@link TensorScope}s and the {@link
 * Recorder} that listens. A runtime in strict mode, meant for tests, refuses to create a tensor
 * outside any scope, where it would live until the end of the run. Once it is closed, it throws an
 * IllegalStateException.
 */
public final class TensorRuntime implements AutoCloseable {

    private final TensorBackend backend;
    private final DType dtype;
    private final NoiseOperations noise;
    private final boolean strict;
    private final TensorScope root;
    private final IdentityHashMap<Buffer, Tensor> kept = new IdentityHashMap<>();
    private final ReducedProducts reducedProducts;
    private TensorScope current;
    private @Nullable Recorder recorder;

    private TensorRuntime(TensorBackend backend, DType dtype, boolean strict) {
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException(
                    "a runtime computes in floating point, not " + dtype);
        }
        this.backend = backend;
        this.dtype = dtype;
        this.noise = backend.noise().orElseGet(() -> new HostNoise(backend.storage()));
        this.strict = strict;
        this.reducedProducts = new ReducedProducts(backend.products());
        this.root = new TensorScope(this, null, null);
        this.current = root;
    }

    public static TensorRuntime on(TensorBackend backend, DType dtype) {
        return new TensorRuntime(backend, dtype, false);
    }

    /** Returns a runtime that throws where a tensor would leak. */
    public static TensorRuntime strict(TensorBackend backend, DType dtype) {
        return new TensorRuntime(backend, dtype, true);
    }

    public DType dtype() {
        return dtype;
    }

    public String backendName() {
        return backend.name();
    }

    public Map<String, String> backendDescription() {
        return backend.description();
    }

    /** Returns whether reading an element waits for all operations that were asked for before. */
    public boolean isAsynchronous() {
        return backend.isAsynchronous();
    }

    /** Returns whether draws are made by the backend, and not by Java. */
    public boolean drawsWhereItComputes() {
        return !(noise instanceof HostNoise);
    }

    /** Returns the bytes free for tensors, where a device has memory of its own and can tell. */
    public OptionalLong freeBytes() {
        return backend.freeBytes();
    }

    /**
     * Lets layers multiply in the reduced precision with which the backend was opened, until what
     * is returned is closed; without one this changes nothing.
     */
    public ReducedProducts reducedProducts() {
        return reducedProducts.open();
    }

    /** Computes the product of a layer, in reduced precision where that is allowed now. */
    <T> T ofLayer(Supplier<T> product) {
        return reducedProducts.ofLayer(product);
    }

    /** Opens a scope: tensors created from now on die when it is closed. */
    public TensorScope scope() {
        TensorScope opened = new TensorScope(this, current, backend().storage().openRegion());
        current = opened;
        return opened;
    }

    void leave(TensorScope scope) {
        if (scope != current) {
            throw new IllegalStateException("scopes close in reverse order of their opening");
        }
        TensorScope enclosing = scope.enclosing();
        current = enclosing == null ? root : enclosing;
    }

    /**
     * Copies a tensor into memory that lives until {@link #release} or the end of the runtime.
     *
     * @param tracked whether tapes follow it: true for parameters
     * @throws IllegalArgumentException if an INT32 tensor is to be tracked
     */
    public Tensor keep(Tensor tensor, boolean tracked) {
        if (tracked) {
            tensor.requireFloating("a gradient");
        }
        // A scope of its own, so that use after the release is noticed in every view of it.
        TensorScope life = new TensorScope(this, null, null);
        Tensor copy = new Tensor(this, life, backend().storage().keep(tensor.buffer()), tracked);
        kept.put(copy.buffer(), copy);
        return copy;
    }

    /**
     * Frees a kept tensor.
     *
     * @throws IllegalArgumentException if {@link #keep} did not return it
     */
    public void release(Tensor tensor) {
        if (kept.remove(tensor.buffer()) == null) {
            throw new IllegalArgumentException(tensor + " is not a kept tensor");
        }
        backend().storage().release(tensor.buffer());
        tensor.scope().end();
    }

    /** Returns the number of kept tensors, which does not grow over a healthy run. */
    public int keptTensors() {
        return kept.size();
    }

    /** Returns what {@link #keep} returned and has not been released. */
    public List<Tensor> kept() {
        return List.copyOf(kept.values());
    }

    /**
     * Overwrites a kept tensor.
     *
     * @throws IllegalArgumentException if shapes or dtypes differ, or the target is not kept
     */
    public void assign(Tensor target, Tensor source) {
        requireAssignable(target, source);
        backend().storage().assign(target.buffer(), source.buffer());
    }

    void requireAssignable(Tensor target, Tensor source) {
        if (!isKept(target)) {
            throw new IllegalArgumentException(target + " is not a kept tensor");
        }
        if (!target.shape().equals(source.shape()) || target.dtype() != source.dtype()) {
            throw new IllegalArgumentException(source + " cannot be assigned to " + target);
        }
    }

    /** Returns whether {@link #keep} returned this tensor, and it has not been released. */
    public boolean isKept(Tensor tensor) {
        return kept.containsKey(tensor.buffer());
    }

    // ------------------------------------------------------------------------------------ creation

    /** Returns a tensor of the run's dtype with the values, row-major. */
    public Tensor tensor(float[] values, Shape shape) {
        return tensor(values, 0, shape);
    }

    /** Returns a tensor of the run's dtype with the values from an offset on, row-major. */
    public Tensor tensor(float[] values, int offset, Shape shape) {
        if (offset < 0 || values.length - offset < shape.size()) {
            throw new IllegalArgumentException(
                    values.length
                            + " values from offset "
                            + offset
                            + " on do not fill shape "
                            + shape);
        }
        return wrap(backend().storage().create(values, offset, shape, dtype));
    }

    /** Returns a tensor of the run's dtype with the values, row-major. */
    public Tensor tensor(double[] values, Shape shape) {
        return tensor(values, shape, dtype);
    }

    /**
     * Returns a tensor of a floating-point dtype with the values, row-major: for what is held in
     * double precision whatever the run's is.
     */
    public Tensor tensor(double[] values, Shape shape, DType type) {
        if (values.length != shape.size()) {
            throw wrongLength(values.length, shape);
        }
        return wrap(backend().storage().create(values, shape, type));
    }

    /** Returns a tensor of a floating-point dtype with the values, row-major. */
    public Tensor tensor(float[] values, Shape shape, DType type) {
        if (values.length != shape.size()) {
            throw wrongLength(values.length, shape);
        }
        return wrap(backend().storage().create(values, 0, shape, type));
    }

    /** Returns a rank-1 tensor of the run's dtype. */
    public Tensor vector(double... values) {
        return tensor(values, Shape.of(values.length));
    }

    /** Returns an INT32 tensor of indices. */
    public Tensor indices(int[] values, Shape shape) {
        if (values.length != shape.size()) {
            throw wrongLength(values.length, shape);
        }
        return wrap(backend().storage().create(values, shape));
    }

    /** Returns a rank-0 tensor. */
    public Tensor scalar(double value) {
        return full(value, Shape.scalar());
    }

    public Tensor zeros(Shape shape) {
        return zeros(shape, dtype);
    }

    public Tensor zeros(Shape shape, DType type) {
        if (!type.isFloating()) {
            return indices(new int[shape.size()], shape);
        }
        return wrap(backend().arrangement().fill(0, shape, type));
    }

    public Tensor ones(Shape shape) {
        return full(1, shape);
    }

    public Tensor full(double value, Shape shape) {
        return wrap(backend().arrangement().fill(value, shape, dtype));
    }

    /** Draws independent standard Normals: the same for a key on every backend and dtype. */
    public Tensor normal(RandomKey key, Shape shape) {
        return wrap(noise().draw(Continuous.NORMAL, key, shape, dtype));
    }

    /** Draws independent uniforms on the open interval (0, 1). */
    public Tensor uniform(RandomKey key, Shape shape) {
        return uniform(key, shape, dtype);
    }

    /** Draws independent uniforms on the open interval (0, 1) in a floating-point dtype. */
    public Tensor uniform(RandomKey key, Shape shape, DType type) {
        return wrap(noise().draw(Continuous.UNIFORM, key, shape, type));
    }

    /** Draws independent exponentials of rate 1, above 0: the same for a key on every backend. */
    public Tensor exponential(RandomKey key, Shape shape) {
        return wrap(noise().draw(Continuous.EXPONENTIAL, key, shape, dtype));
    }

    /**
     * Draws zeros and ones, of the shape and dtype of their probabilities: those of {@link
     * RandomKey#bernoulli(float[])}. No gradient goes through.
     *
     * @param probabilities in [0, 1]; others are refused where Java draws, and may give any number
     *     where a device does
     */
    public Tensor bernoulli(RandomKey key, Tensor probabilities) {
        probabilities.requireFloating("a probability");
        return wrap(noise().bernoulli(key, probabilities.buffer()));
    }

    private static IllegalArgumentException wrongLength(int length, Shape shape) {
        return new IllegalArgumentException(length + " values do not fill shape " + shape);
    }

    // ----------------------------------------------------------------------------------- recording

    /**
     * Makes a recorder listen until {@link #stop}.
     *
     * @throws IllegalStateException if one is listening already
     */
    public void listen(Recorder listener) {
        if (recorder != null) {
            throw new IllegalStateException("a tape is recording already; close it first");
        }
        recorder = listener;
    }

    /** Ends the listening; does nothing if nobody listens. */
    public void stop() {
        recorder = null;
    }

    /** Returns whether a recorder listens: what is computed now may be asked for its gradient. */
    public boolean isRecording() {
        return recorder != null;
    }

    /** Runs a computation without recording it. */
    public <T> T unrecorded(Supplier<T> computation) {
        Recorder paused = recorder;
        recorder = null;
        try {
            return computation.get();
        } finally {
            recorder = paused;
        }
    }

    /**
     * Reports an operation, and returns its output. For operations defined outside this package;
     * see {@link org.vaelab.framework.tensor.autodiff.CustomGradient}.
     */
    public Tensor record(Tensor output, Pullback pullback, List<Tensor> inputs) {
        Recorder listener = recorder;
        if (listener == null || !isAnyTracked(inputs)) {
            return output;
        }
        output.track();
        listener.record(output, List.copyOf(inputs), pullback);
        return output;
    }

    private static boolean isAnyTracked(List<Tensor> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).isTracked()) {
                return true;
            }
        }
        return false;
    }

    Tensor record(Tensor output, Pullback pullback, Tensor... inputs) {
        if (recorder == null) {
            return output;
        }
        return record(output, pullback, List.of(inputs));
    }

    TensorBackend backend() {
        if (root.isClosed()) {
            throw new IllegalStateException("the runtime is closed");
        }
        return backend;
    }

    private NoiseOperations noise() {
        backend();
        return noise;
    }

    Tensor wrap(Buffer buffer) {
        return wrap(buffer, current);
    }

    Tensor wrap(Buffer buffer, TensorScope scope) {
        if (strict && scope == root) {
            throw new IllegalStateException(
                    "a tensor of shape " + buffer.shape() + " is created outside any scope");
        }
        return new Tensor(this, scope, buffer, false);
    }

    /** Frees all memory. Scopes still open are closed, innermost first. */
    @Override
    public void close() {
        if (root.isClosed()) {
            return;
        }
        while (current != root) {
            current.close();
        }
        new ArrayList<>(kept.values()).forEach(this::release);
        root.end();
        backend.close();
    }
}
