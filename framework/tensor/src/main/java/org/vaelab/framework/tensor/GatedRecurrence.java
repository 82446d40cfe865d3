// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The computation of {@link Fused#gatedRecurrence}. A tape records all steps as one operation. The
 * backward pass takes one product per step. The gradients of the weights and of the bias are one
 * product and one sum over all steps.
 */
final class GatedRecurrence {

    private static final int GATES = 3;

    private final Tensor inputs;
    private final Tensor start;
    private final Tensor weight;
    private final Tensor bias;
    private final TensorRuntime runtime;
    private final int steps;
    private final int width;

    /** r and u side by side, n, and h W^n + b^n of each step, as the backward pass needs them. */
    private final List<Tensor> gates = new ArrayList<>();

    private final List<Tensor> candidates = new ArrayList<>();
    private final List<Tensor> products = new ArrayList<>();
    private final List<Tensor> states = new ArrayList<>();

    private GatedRecurrence(Tensor inputs, Tensor start, Tensor weight, Tensor bias) {
        this.inputs = inputs;
        this.start = start;
        this.weight = weight;
        this.bias = bias;
        this.runtime = inputs.runtime();
        this.steps = inputs.shape().extent(0);
        this.width = start.shape().extent(1);
    }

    static Tensor states(Tensor inputs, Tensor start, Tensor weight, Tensor bias) {
        check(inputs, start, weight, bias);
        GatedRecurrence recurrence = new GatedRecurrence(inputs, start, weight, bias);
        TensorRuntime runtime = inputs.runtime();
        boolean isRecorded = runtime.isRecording();
        Tensor output = runtime.unrecorded(() -> recurrence.forward(isRecorded));
        return runtime.record(output, recurrence::backward, List.of(inputs, start, weight, bias));
    }

    private static void check(Tensor inputs, Tensor start, Tensor weight, Tensor bias) {
        int width = start.shape().extent(-1);
        int gates = GATES * width;
        if (inputs.shape().rank() != 3
                || inputs.shape().extent(0) < 1
                || inputs.shape().extent(2) != gates
                || !start.shape().equals(Shape.of(inputs.shape().extent(1), width))
                || !weight.shape().equals(Shape.of(width, gates))
                || !bias.shape().equals(Shape.of(gates))) {
            throw new IllegalArgumentException(
                    ("gated recurrent units with inputs %s, a state %s, weights %s and bias %s"
                                    + " do not fit; expected [T, R, 3H], [R, H], [H, 3H] and [3H]")
                            .formatted(
                                    inputs.shape(), start.shape(), weight.shape(), bias.shape()));
        }
        inputs.requireFloating("recurrence");
        inputs.requireSameType(start, "recurrence");
        inputs.requireSameType(weight, "recurrence");
        inputs.requireSameType(bias, "recurrence");
    }

    private Tensor forward(boolean isRecorded) {
        Tensor h = start;
        for (int t = 0; t < steps; t++) {
            if (isRecorded) {
                h = next(h, step(inputs, t));
            } else {
                try (TensorScope scope = runtime.scope()) {
                    h = scope.detach(next(h, step(inputs, t)));
                }
            }
            states.add(h);
        }
        return Tensor.stack(states, 0);
    }

    private Tensor next(Tensor h, Tensor a) {
        int two = 2 * width;
        Tensor p = Fused.dense(h, weight, bias, Activation.IDENTITY);
        Tensor gate = a.slice(1, 0, two).add(p.slice(1, 0, two)).sigmoid();
        Tensor r = gate.slice(1, 0, width);
        Tensor u = gate.slice(1, width, two);
        Tensor product = p.slice(1, two, GATES * width);
        Tensor n = a.slice(1, two, GATES * width).add(r.mul(product)).tanh();
        gates.add(gate);
        candidates.add(n);
        products.add(product);
        return n.add(u.mul(h.sub(n)));
    }

    private @Nullable Tensor[] backward(Tensor upstream, IntPredicate needed) {
        Tensor before = before();
        Tensor gate = Tensor.stack(gates, 0);
        Tensor r = gate.slice(2, 0, width);
        Tensor u = gate.slice(2, width, 2 * width);
        Tensor n = Tensor.stack(candidates, 0);
        // The derivatives of h_t in the arguments of tanh and sigmoid, of all steps.
        Tensor ofN = u.sub(1).mul(n.square().sub(1));
        Tensor slopes = gate.sub(gate.square());
        Tensor ofU = before.sub(n).mul(slopes.slice(2, width, 2 * width));
        Tensor ofR = ofN.mul(Tensor.stack(products, 0)).mul(slopes.slice(2, 0, width));
        Tensor ofProducts = Tensor.stack(List.of(ofR, ofU, ofN.mul(r)), 2);
        List<Tensor> dProducts = new ArrayList<>();
        List<Tensor> dStates = new ArrayList<>();
        Tensor dh = step(upstream, steps - 1);
        int rows = start.shape().extent(0);
        for (int t = steps - 1; t >= 0; t--) {
            Tensor dProduct =
                    step(ofProducts, t).mul(dh.expandDims(1)).reshape(rows, GATES * width);
            dProducts.add(0, dProduct);
            dStates.add(0, dh);
            if (t > 0 || needed.test(1)) {
                Tensor through = ofLayer(dProduct, false, weight, true).add(dh.mul(step(u, t)));
                dh = t > 0 ? through.add(step(upstream, t - 1)) : through;
            }
        }
        Tensor dp = Tensor.stack(dProducts, 0);
        Tensor flat = dp.reshape(steps * rows, GATES * width);
        Tensor rowsBefore = before.reshape(steps * rows, width);
        return new @Nullable Tensor[] {
            needed.test(0) ? inputGradient(dp, Tensor.stack(dStates, 0), ofN) : null,
            needed.test(1) ? dh : null,
            needed.test(2) ? ofLayer(rowsBefore, true, flat, false) : null,
            needed.test(3) ? flat.sum(0) : null
        };
    }

    private Tensor inputGradient(Tensor dProducts, Tensor dStates, Tensor ofN) {
        return Tensor.concatenate(List.of(dProducts.slice(2, 0, 2 * width), dStates.mul(ofN)), 2);
    }

    /** Returns the state before each step, [T, R, H]. */
    private Tensor before() {
        List<Tensor> before = new ArrayList<>(List.of(start));
        before.addAll(states.subList(0, steps - 1));
        return Tensor.stack(before, 0);
    }

    private Tensor ofLayer(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
        return runtime.ofLayer(() -> Matrices.multiply(a, transposeA, b, transposeB));
    }

    private static Tensor step(Tensor all, int t) {
        return all.slice(0, t, t + 1).reshape(all.shape().from(1));
    }
}
