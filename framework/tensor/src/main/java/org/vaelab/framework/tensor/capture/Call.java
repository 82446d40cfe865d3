// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** What a program asks of the wrapped backend. */
sealed interface Call {

    /** Returns what is equal each time that the program is repeated. */
    Object form();

    List<DeferredBuffer> arguments();

    @Nullable DeferredBuffer result();

    /** Asks the wrapped backend, and sets the result, if there is one. */
    void run(TensorBackend backend, Regions regions);

    /** Returns where the arguments are. */
    default List<Buffer> buffers() {
        List<Buffer> buffers = new ArrayList<>(arguments().size());
        for (DeferredBuffer argument : arguments()) {
            buffers.add(argument.buffer());
        }
        return buffers;
    }

    /** A computation, which may be captured. A number of it may vary from one time to the next. */
    record Computed(Operation operation, List<DeferredBuffer> arguments, DeferredBuffer result)
            implements Call {

        @Override
        public Object form() {
            return operation instanceof Operation.Numbered numbered ? numbered.with(0) : operation;
        }

        @Override
        public void run(TensorBackend backend, Regions regions) {
            result.place(operation.run(backend, buffers()));
        }
    }

    /** Numbers of Java. They come into memory before the captured computations around them run. */
    record Given(Object form, Function<TensorBackend, Buffer> source, DeferredBuffer result)
            implements Call {

        @Override
        public List<DeferredBuffer> arguments() {
            return List.of();
        }

        @Override
        public void run(TensorBackend backend, Regions regions) {
            result.place(source.apply(backend));
        }
    }

    /** What runs in order, between captured computations. */
    record InTurn(
            Kind form,
            List<DeferredBuffer> arguments,
            @Nullable DeferredBuffer result,
            Action action)
            implements Call {

        /** Kinds of actions. */
        enum Kind {
            OPEN_REGION,
            CLOSE_REGION,
            DETACH,
            KEEP,
            RELEASE,
            ASSIGN,
            DRAW_BITS,
            UPDATE
        }

        /** Asks the wrapped backend. It may vary from one time to the next. */
        interface Action {
            void run(TensorBackend backend, Regions regions, InTurn call);
        }

        @Override
        public void run(TensorBackend backend, Regions regions) {
            action.run(backend, regions, this);
        }
    }
}
