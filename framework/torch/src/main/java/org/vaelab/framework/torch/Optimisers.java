// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.MomentumStep;
import org.vaelab.framework.tensor.spi.OptimizerStep;
import org.vaelab.framework.tensor.spi.RmsPropStep;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Update;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/**
 * Steps of optimisers. Adam and gradient descent are libtorch's fused operations, one call and one
 * pass over memory for all parameters; libtorch has none for RMSprop.
 *
 * <p>A scale of the gradients is a pass of its own: the fused operations would write the scaled
 * gradients back.
 */
final class Optimisers implements UpdateOperations {

    private static final int ADAM_NUMBERS = 6;
    private static final int MOMENTUM_NUMBERS = 3;

    private final TensorBackend backend;
    private final TorchMemory memory;
    private final Constants constants;
    private final Bfloat16 bfloat16;
    private final Norm norm;

    /** The number of the step, which all parameters share. */
    private final NativeTensor count;

    private long counted;
    private final ListOperation adam;
    private final ListOperation momentum;
    private final ListOperation nesterov;

    Optimisers(
            TensorBackend backend,
            TensorPool pool,
            TorchMemory memory,
            Constants constants,
            Bfloat16 bfloat16) {
        this.backend = backend;
        this.memory = memory;
        this.constants = constants;
        this.bfloat16 = bfloat16;
        this.norm = new Norm(pool, memory);
        this.count = pool.allocate(Shape.scalar(), DType.FLOAT32, false);
        // Neither AMSGrad nor maximisation nor a scaled gradient.
        this.adam =
                new ListOperation(
                        "aten::_fused_adamw_",
                        arguments ->
                                arguments
                                        .values()
                                        .gradients()
                                        .state(0)
                                        .state(1)
                                        .noTensors()
                                        .forEach(count.whole())
                                        .numbers(5)
                                        .truth(false)
                                        .truth(false)
                                        .none()
                                        .none());
        this.momentum = momentum(false);
        this.nesterov = momentum(true);
    }

    private static ListOperation momentum(boolean nesterov) {
        // Neither maximisation nor a scaled gradient; a velocity of 0 makes no first step special.
        return new ListOperation(
                "aten::_fused_sgd_",
                arguments ->
                        arguments
                                .values()
                                .gradients()
                                .state(0)
                                .numbers(4)
                                .truth(nesterov)
                                .truth(false)
                                .truth(false)
                                .none()
                                .none());
    }

    @Override
    public TensorBackend backend() {
        return backend;
    }

    @Override
    public double norm(List<Buffer> parts) {
        return norm.of(parts);
    }

    @Override
    public void update(List<Update<Buffer>> updates, double gradientScale, OptimizerStep step) {
        bfloat16.noteWrites();
        for (List<Update<Buffer>> alike : byType(updates)) {
            updateAlike(alike, gradientScale, step);
        }
    }

    /** A fused operation takes parameters of one dtype; on a processor it does not say so. */
    private static Collection<List<Update<Buffer>>> byType(List<Update<Buffer>> updates) {
        DType first = updates.get(0).value().dtype();
        if (updates.stream().allMatch(update -> update.value().dtype() == first)) {
            return List.of(updates);
        }
        return updates.stream()
                .collect(Collectors.groupingBy(update -> update.value().dtype()))
                .values();
    }

    private void updateAlike(
            List<Update<Buffer>> updates, double gradientScale, OptimizerStep step) {
        if (step instanceof AdamStep numbers) {
            adam(updates, gradientScale, numbers);
        } else if (step instanceof MomentumStep numbers) {
            momentum(updates, gradientScale, numbers);
        } else {
            rmsProp(updates, gradientScale, (RmsPropStep) step);
        }
    }

    private void adam(List<Update<Buffer>> updates, double gradientScale, AdamStep step) {
        ListArguments arguments = adam.arguments(updates);
        arguments.set(ADAM_NUMBERS, step.learningRate());
        arguments.set(ADAM_NUMBERS + 1, step.beta1());
        arguments.set(ADAM_NUMBERS + 2, step.beta2());
        arguments.set(ADAM_NUMBERS + 3, step.weightDecay());
        arguments.set(ADAM_NUMBERS + 4, step.epsilon());
        if (counted != step.step()) {
            counted = step.step();
            count.whole().fill_(constants.of((double) counted, DType.FLOAT32));
        }
        adam.call(arguments, updates, gradient -> scaled(gradient, gradientScale));
    }

    private void momentum(List<Update<Buffer>> updates, double gradientScale, MomentumStep step) {
        ListOperation operation = step.nesterov() ? nesterov : momentum;
        ListArguments arguments = operation.arguments(updates);
        arguments.set(MOMENTUM_NUMBERS, 0);
        arguments.set(MOMENTUM_NUMBERS + 1, step.momentum());
        arguments.set(MOMENTUM_NUMBERS + 2, step.learningRate());
        arguments.set(MOMENTUM_NUMBERS + 3, 0);
        operation.call(arguments, updates, gradient -> scaled(gradient, gradientScale));
    }

    private void rmsProp(List<Update<Buffer>> updates, double gradientScale, RmsPropStep step) {
        try (Scalar share = new Scalar(1 - step.decay());
                Scalar rate = new Scalar(-step.learningRate())) {
            for (Update<Buffer> update : updates) {
                Tensor gradient = scaled((TorchBuffer) update.gradient(), gradientScale).tensor();
                Tensor meanSquare = ((TorchBuffer) update.state().get(0)).tensor();
                DType dtype = update.value().dtype();
                meanSquare.mul_(constants.of(step.decay(), dtype));
                meanSquare.addcmul_(gradient, gradient, share);
                TorchBuffer root = memory.allocate(update.value().shape(), dtype);
                torch.sqrt_out(root.tensor(), meanSquare);
                root.tensor().add_(constants.of(step.epsilon(), dtype));
                ((TorchBuffer) update.value()).tensor().addcdiv_(gradient, root.tensor(), rate);
                memory.giveBack(root);
            }
        }
    }

    private TorchBuffer scaled(TorchBuffer gradient, double scale) {
        if (scale == 1) {
            return memory.rowMajor(gradient);
        }
        TorchBuffer scaled = memory.allocate(gradient.shape(), gradient.dtype());
        Tensor factor = constants.of(scale, gradient.dtype());
        torch.mul_out(scaled.tensor(), gradient.tensor(), factor);
        return scaled;
    }

    void close() {
        adam.close();
        momentum.close();
        nesterov.close();
        count.free();
        norm.close();
    }
}
