// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Update;

/**
 * An operation of libtorch that takes a step on all parameters in one call. The presets have no
 * method for it, so that it is called by name, with its arguments on a stack of values. They are
 * remembered by the first parameter: a training loop has one list of parameters.
 */
final class ListOperation {

    private final OperatorHandle operator;
    private final Function<ListArguments, ListArguments> layout;
    private final IValueVector stack = new IValueVector();
    private final IdentityHashMap<Buffer, ListArguments> known = new IdentityHashMap<>();

    /**
     * Finds the operation.
     *
     * @param name with its namespace
     * @param layout adds its arguments in their order
     */
    ListOperation(String name, Function<ListArguments, ListArguments> layout) {
        this.operator = Dispatcher.singleton().findSchemaOrThrow(name, "");
        this.layout = layout;
    }

    /** Returns the arguments for parameters, in which numbers may be set. */
    ListArguments arguments(List<Update<Buffer>> updates) {
        ListArguments arguments = known.get(updates.get(0).value());
        if (arguments == null || !arguments.areFor(updates)) {
            forgetReleased();
            arguments = layout.apply(new ListArguments(updates));
            ListArguments replaced = known.put(updates.get(0).value(), arguments);
            if (replaced != null) {
                replaced.close();
            }
        }
        return arguments;
    }

    void call(
            ListArguments arguments,
            List<Update<Buffer>> updates,
            UnaryOperator<TorchBuffer> gradient) {
        arguments.call(operator, stack, updates, gradient);
    }

    private void forgetReleased() {
        known.values()
                .removeIf(
                        arguments -> {
                            boolean released = !arguments.areAlive();
                            if (released) {
                                arguments.close();
                            }
                            return released;
                        });
    }

    void close() {
        known.values().forEach(ListArguments::close);
        known.clear();
        stack.close();
        operator.close();
    }
}
