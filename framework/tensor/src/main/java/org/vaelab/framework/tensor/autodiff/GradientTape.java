// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.autodiff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Recorder;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Remembers the operations between its opening and its closing, and differentiates a scalar of
 * them by one sweep in reverse (Baydin et al. 2018, section 3.2).
 *
 * <pre>{@code
 * try (TensorScope scope = runtime.scope();
 *         GradientTape tape = GradientTape.record(runtime)) {
 *     Tensor loss = x.matmul(weights).sub(y).square().mean();
 *     Tensor gradient = tape.gradients(loss).of(weights);
 * }
 * }</pre>
 *
 * <p>Only operations that depend on a tracked tensor (a parameter) are remembered, and only
 * gradients that lead to one are computed. The cost of the sweep is a small multiple of the forward
 * computation, whatever the number of parameters.
 */
public final class GradientTape implements Recorder, AutoCloseable {

    private record Operation(Tensor output, List<Tensor> inputs, Pullback pullback) {}

    private final TensorRuntime runtime;
    private final List<Operation> operations = new ArrayList<>();
    private boolean closed;

    private GradientTape(TensorRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Begins to record.
     *
     * @throws IllegalStateException if another tape of the runtime is recording
     */
    public static GradientTape record(TensorRuntime runtime) {
        GradientTape tape = new GradientTape(runtime);
        runtime.listen(tape);
        return tape;
    }

    @Override
    public void record(Tensor output, List<Tensor> inputs, Pullback pullback) {
        operations.add(new Operation(output, inputs, pullback));
    }

    /**
     * Returns dL/dw for every tracked tensor w on which L depends. The tape is empty afterwards.
     *
     * @param loss L, a scalar
     * @throws IllegalArgumentException if the loss is not a scalar, depends on no tracked tensor,
     *     or was not computed on this tape since the last call
     */
    public Gradients gradients(Tensor loss) {
        return gradients(loss, Tensor::isTracked);
    }

    /**
     * Returns dL/dw for the tensors given, on which L depends; no gradient is computed that does
     * not lead to one of them. The tape is empty afterwards.
     *
     * @param loss L, a scalar
     * @throws IllegalArgumentException as {@link #gradients(Tensor)}
     */
    public Gradients gradients(Tensor loss, Collection<Tensor> targets) {
        Set<Tensor> leading = Collections.newSetFromMap(new IdentityHashMap<>());
        leading.addAll(targets);
        for (Operation operation : operations) {
            if (operation.inputs().stream().anyMatch(leading::contains)) {
                leading.add(operation.output());
            }
        }
        return gradients(loss, leading::contains);
    }

    private Gradients gradients(Tensor loss, Predicate<Tensor> wanted) {
        if (loss.shape().size() != 1) {
            throw new IllegalArgumentException(
                    "the gradient of a tensor of shape "
                            + loss.shape()
                            + " is not defined here;"
                            + " reduce it to a scalar");
        }
        if (!loss.isTracked()) {
            throw new IllegalArgumentException("the loss depends on no tracked tensor");
        }
        if (!runtime.isKept(loss)
                && operations.stream().noneMatch(operation -> operation.output() == loss)) {
            throw new IllegalArgumentException(
                    "the loss was not computed on this tape, or its gradients were taken before");
        }
        return runtime.unrecorded(
                () -> {
                    IdentityHashMap<Tensor, Tensor> adjoints = new IdentityHashMap<>();
                    adjoints.put(
                            loss,
                            runtime.full(1, Shape.scalar())
                                    .cast(loss.dtype())
                                    .reshape(loss.shape()));
                    sweep(adjoints, wanted);
                    return new Gradients(adjoints);
                });
    }

    private void sweep(IdentityHashMap<Tensor, Tensor> adjoints, Predicate<Tensor> wanted) {
        List<Operation> swept = List.copyOf(operations);
        operations.clear();
        for (int i = swept.size() - 1; i >= 0; i--) {
            Operation operation = swept.get(i);
            // An intermediate result is complete when its own operation is reached: drop it.
            Tensor upstream = adjoints.remove(operation.output());
            if (upstream != null) {
                propagate(operation, upstream, adjoints, wanted);
            }
        }
    }

    private static void propagate(
            Operation operation,
            Tensor upstream,
            IdentityHashMap<Tensor, Tensor> adjoints,
            Predicate<Tensor> wanted) {
        List<Tensor> inputs = operation.inputs();
        @Nullable Tensor[] gradients =
                operation.pullback().apply(upstream, i -> wanted.test(inputs.get(i)));
        for (int i = 0; i < gradients.length; i++) {
            Tensor gradient = gradients[i];
            Tensor input = inputs.get(i);
            if (gradient == null || !wanted.test(input)) {
                continue;
            }
            if (!gradient.shape().equals(input.shape())) {
                throw new IllegalStateException(
                        "a pullback returned a gradient of shape "
                                + gradient.shape()
                                + " for an input of shape "
                                + input.shape());
            }
            adjoints.merge(input, gradient, Tensor::add);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        runtime.stop();
        operations.clear();
    }
}
