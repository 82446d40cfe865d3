// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.IdentityHashMap;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;

/**
 * libtorch's fused AdamW: one pass over value, gradient and moments. The presets have no method for
 * it, so that it is called by name, with its arguments on a stack of values. The stack of a parameter
 * is built at its first step; later ones change what has changed.
 */
final class FusedAdam {

    private static final int RATE = 6;
    private static final int BETA_1 = 7;
    private static final int BETA_2 = 8;
    private static final int DECAY = 9;
    private static final int EPSILON = 10;

    private final Constants constants;
    private final OperatorHandle operator =
            Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
    private final IValueVector stack = new IValueVector();

    /** The number of the step, which all parameters share. */
    private final NativeTensor count;

    private long counted;
    private final IdentityHashMap<TorchBuffer, Arguments> known = new IdentityHashMap<>();

    FusedAdam(TensorPool pool, Constants constants) {
        this.count = pool.allocate(Shape.scalar(), DType.FLOAT32, false);
        this.constants = constants;
    }

    /** What the operation is called with for one parameter. */
    private final class Arguments {

        private final TorchBuffer firstMoment;
        private final TorchBuffer secondMoment;
        private final IValueVector values = new IValueVector();
        private final GenericList gradients = list();
        private @Nullable AdamStep before;

        Arguments(TorchBuffer value, TorchBuffer firstMoment, TorchBuffer secondMoment) {
            this.firstMoment = firstMoment;
            this.secondMoment = secondMoment;
            pushList(value.tensor());
            push(new IValue(gradients));
            pushList(firstMoment.tensor());
            pushList(secondMoment.tensor());
            pushList();
            pushList(count.whole());
            for (int i = RATE; i <= EPSILON; i++) {
                push(new IValue(0.0));
            }
            // Neither AMSGrad nor maximisation nor a scaled gradient.
            push(new IValue(false));
            push(new IValue(false));
            push(new IValue());
            push(new IValue());
        }

        private GenericList list() {
            try (Type.TypePtr type = new Type.TypePtr(TensorType.get())) {
                return new GenericList(type);
            }
        }

        private void pushList(Tensor... tensors) {
            try (GenericList list = list()) {
                for (Tensor tensor : tensors) {
                    append(list, tensor);
                }
                push(new IValue(list));
            }
        }

        private static void append(GenericList list, Tensor tensor) {
            try (IValue value = new IValue(tensor)) {
                list.push_back(value);
            }
        }

        private void push(IValue value) {
            values.push_back(value);
            value.close();
        }

        private void set(int position, double number) {
            try (IValue value = new IValue(number)) {
                values.put(position, value);
            }
        }

        private void setNumbers(AdamStep step) {
            AdamStep last = before;
            before = step;
            if (last == null || last.learningRate() != step.learningRate()) {
                set(RATE, step.learningRate());
            }
            if (last == null || last.beta1() != step.beta1()) {
                set(BETA_1, step.beta1());
            }
            if (last == null || last.beta2() != step.beta2()) {
                set(BETA_2, step.beta2());
            }
            if (last == null || last.weightDecay() != step.weightDecay()) {
                set(DECAY, step.weightDecay());
            }
            if (last == null || last.epsilon() != step.epsilon()) {
                set(EPSILON, step.epsilon());
            }
        }

        void call(TorchBuffer gradient, AdamStep step) {
            setNumbers(step);
            if (gradient.isWhole()) {
                gradients.push_back(gradient.memory().value());
            } else {
                append(gradients, gradient.tensor());
            }
            stack.put(values);
            try {
                operator.callBoxed(stack);
            } finally {
                stack.clear();
                gradients.clear();
            }
        }

        boolean isAlive() {
            return firstMoment.isAlive() && secondMoment.isAlive();
        }

        void close() {
            values.close();
            gradients.close();
        }
    }

    /** Takes one step, in place; gradient row-major, the others kept buffers. */
    void step(
            TorchBuffer value,
            TorchBuffer gradient,
            TorchBuffer firstMoment,
            TorchBuffer secondMoment,
            AdamStep step) {
        if (value.shape().size() == 0) {
            return;
        }
        Arguments arguments = known.get(value);
        if (arguments == null
                || arguments.firstMoment != firstMoment
                || arguments.secondMoment != secondMoment) {
            forgetReleased();
            arguments = new Arguments(value, firstMoment, secondMoment);
            Arguments replaced = known.put(value, arguments);
            if (replaced != null) {
                replaced.close();
            }
        }
        if (counted != step.step()) {
            counted = step.step();
            count.whole().fill_(constants.of((double) counted, DType.FLOAT32));
        }
        arguments.call(gradient, step);
    }

    /** Ends the arguments of parameters or moments that have been released. */
    private void forgetReleased() {
        known.entrySet()
                .removeIf(
                        entry -> {
                            boolean alive = entry.getKey().isAlive() && entry.getValue().isAlive();
                            if (!alive) {
                                entry.getValue().close();
                            }
                            return !alive;
                        });
    }

    void close() {
        known.values().forEach(Arguments::close);
        known.clear();
        count.free();
        stack.close();
        operator.close();
    }
}
