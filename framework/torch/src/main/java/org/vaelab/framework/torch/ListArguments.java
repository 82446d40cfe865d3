// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Update;

/**
 * The arguments of an operation on lists of tensors, for one list of parameters. They are built
 * once; later calls exchange the gradients, and the numbers that have changed. Parameters without
 * elements are left out.
 */
final class ListArguments {

    private final List<TorchBuffer> values = new ArrayList<>();
    private final List<List<TorchBuffer>> states = new ArrayList<>();
    private final IValueVector arguments = new IValueVector();
    private final GenericList gradients = list();
    private final double[] numbers = new double[16];

    ListArguments(List<Update<Buffer>> updates) {
        Arrays.fill(numbers, Double.NaN);
        int slots = updates.get(0).state().size();
        for (int i = 0; i < slots; i++) {
            states.add(new ArrayList<>());
        }
        for (Update<Buffer> update : updates) {
            values.add((TorchBuffer) update.value());
            for (int i = 0; i < slots; i++) {
                states.get(i).add((TorchBuffer) update.state().get(i));
            }
        }
    }

    ListArguments values() {
        return tensors(values);
    }

    ListArguments gradients() {
        return push(new IValue(gradients));
    }

    /** Adds the list of the i-th arrays of state; without state it is empty. */
    ListArguments state(int i) {
        return tensors(i < states.size() ? states.get(i) : List.of());
    }

    private ListArguments tensors(List<TorchBuffer> buffers) {
        try (GenericList list = list()) {
            buffers.stream()
                    .filter(buffer -> buffer.shape().size() > 0)
                    .forEach(buffer -> append(list, buffer.tensor()));
            return push(new IValue(list));
        }
    }

    ListArguments noTensors() {
        return tensors(List.of());
    }

    ListArguments forEach(Tensor tensor) {
        try (GenericList list = list()) {
            values.stream()
                    .filter(value -> value.shape().size() > 0)
                    .forEach(value -> append(list, tensor));
            return push(new IValue(list));
        }
    }

    ListArguments numbers(int count) {
        for (int i = 0; i < count; i++) {
            push(new IValue(0.0));
        }
        return this;
    }

    ListArguments truth(boolean value) {
        return push(new IValue(value));
    }

    /** Adds an argument for an absent tensor. */
    ListArguments none() {
        return push(new IValue());
    }

    private ListArguments push(IValue value) {
        arguments.push_back(value);
        value.close();
        return this;
    }

    /** Sets a number for the calls from now on. */
    void set(int position, double number) {
        if (numbers[position] != number) {
            numbers[position] = number;
            try (IValue value = new IValue(number)) {
                arguments.put(position, value);
            }
        }
    }

    boolean areFor(List<Update<Buffer>> updates) {
        if (updates.size() != values.size()) {
            return false;
        }
        for (int p = 0; p < values.size(); p++) {
            Update<Buffer> update = updates.get(p);
            if (update.value() != values.get(p) || update.state().size() != states.size()) {
                return false;
            }
            for (int i = 0; i < states.size(); i++) {
                if (update.state().get(i) != states.get(i).get(p)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns whether none of the arrays has been released. */
    boolean areAlive() {
        return values.stream().allMatch(TorchBuffer::isAlive)
                && states.stream().flatMap(List::stream).allMatch(TorchBuffer::isAlive);
    }

    /**
     * Calls the operation.
     *
     * @param stack empty before and after
     * @param read returns the row-major gradient of an update
     */
    void call(
            OperatorHandle operator,
            IValueVector stack,
            List<Update<Buffer>> updates,
            UnaryOperator<TorchBuffer> read) {
        try {
            for (Update<Buffer> update : updates) {
                Shape shape = update.value().shape();
                if (shape.size() > 0) {
                    append(read.apply((TorchBuffer) update.gradient()), shape);
                }
            }
            if (gradients.size() > 0) {
                stack.put(arguments);
                operator.callBoxed(stack);
            }
        } finally {
            stack.clear();
            gradients.clear();
        }
    }

    /**
     * Adds a row-major gradient in the shape of its parameter. CUDA's kernels refuse lists whose
     * shapes or strides differ, be it along axes of length 1.
     */
    private void append(TorchBuffer gradient, Shape shape) {
        if (gradient.isWhole() && gradient.memory().shape().equals(shape)) {
            gradients.push_back(gradient.memory().value());
        } else {
            append(gradients, gradient.reshaped(shape).tensor());
        }
    }

    private static void append(GenericList list, Tensor tensor) {
        try (IValue value = new IValue(tensor)) {
            list.push_back(value);
        }
    }

    private static GenericList list() {
        try (Type.TypePtr type = new Type.TypePtr(TensorType.get())) {
            return new GenericList(type);
        }
    }

    void close() {
        arguments.close();
        gradients.close();
    }
}
