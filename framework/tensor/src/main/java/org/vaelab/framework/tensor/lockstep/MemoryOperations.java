// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.MomentumStep;
import org.vaelab.framework.tensor.RmsPropStep;
import org.vaelab.framework.tensor.Update;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Operations that open and close regions, and keep, overwrite and read values. */
final class MemoryOperations {

    private MemoryOperations() {}

    // --------------------------------------------------------------------------------- regions

    record OpenRegion() implements Operation {
        @Override
        public @Nullable Stack on(Batch batch, Stack[] arguments, Object[] data) {
            batch.regions().enter();
            return null;
        }
    }

    /** Each member gives the {@link Value.Life} that ends. */
    record CloseRegion() implements Operation {
        @Override
        public @Nullable Stack on(Batch batch, Stack[] arguments, Object[] data) {
            batch.regions().leave(data);
            return null;
        }
    }

    record Detach(int level) implements Operation {
        @Override
        public Stack on(Batch batch, Stack[] arguments, Object[] data) {
            return batch.regions().copy(arguments[0].buffer(), level);
        }
    }

    record Keep() implements Operation {
        @Override
        public Stack on(Batch batch, Stack[] arguments, Object[] data) {
            TensorBackend backend = batch.backend();
            return new Stack(backend, backend.keep(arguments[0].buffer()), true);
        }
    }

    /** Each member gives the {@link Value} that it releases. */
    record Release() implements Operation {
        @Override
        public @Nullable Stack on(Batch batch, Stack[] arguments, Object[] data) {
            for (Object value : data) {
                ((Value) value).leave();
            }
            return null;
        }
    }

    // --------------------------------------------------------------------------------- updates

    record Assign() implements Operation {
        @Override
        public @Nullable Stack on(Batch batch, Stack[] arguments, Object[] data) {
            batch.backend().assign(arguments[0].buffer(), arguments[1].buffer());
            return null;
        }
    }

    /**
     * A step of an optimiser. Each member gives the scale of its gradients.
     *
     * @param step the numbers of the step: its class is the optimiser
     * @param slots the number of arrays of state of a parameter
     */
    record UpdateStep(Record step, int slots) implements Operation {

        @Override
        public Object form() {
            return step.getClass();
        }

        @Override
        public @Nullable Stack on(Batch batch, Stack[] arguments, Object[] data) {
            Double common = Batch.common(data);
            List<Update<Buffer>> updates = new ArrayList<>();
            int width = 2 + slots;
            for (int i = 0; i < arguments.length; i += width) {
                Buffer gradient = arguments[i + 1].buffer();
                if (common == null) {
                    Buffer scales = batch.column(data, gradient.dtype(), Batch.rank(gradient));
                    gradient = batch.backend().binary(Binary.MULTIPLY, gradient, scales);
                }
                List<Buffer> state =
                        Arrays.stream(arguments, i + 2, i + width).map(Stack::buffer).toList();
                updates.add(new Update<>(arguments[i].buffer(), gradient, state));
            }
            take(batch.backend(), updates, common == null ? 1 : common);
            return null;
        }

        private void take(TensorBackend backend, List<Update<Buffer>> updates, double scale) {
            if (step instanceof AdamStep adam) {
                backend.adam(updates, scale, adam);
            } else if (step instanceof MomentumStep momentum) {
                backend.momentum(updates, scale, momentum);
            } else {
                backend.rmsProp(updates, scale, (RmsPropStep) step);
            }
        }
    }

    // --------------------------------------------------------------------------------- reading

    /** Reads arrays of all members at once, as one element type of Java, and gives each its own. */
    record Read(Class<?> element) implements Operation {
        @Override
        public @Nullable Stack on(Batch batch, Stack[] arguments, Object[] data) {
            Buffer all = arguments[0].buffer();
            TensorBackend backend = batch.backend();
            Object values =
                    element == float.class
                            ? backend.readFloats(all)
                            : element == double.class
                                    ? backend.readDoubles(all)
                                    : backend.readInts(all);
            int size = all.shape().from(1).size();
            for (int m = 0; m < batch.members(); m++) {
                Object own = Array.newInstance(element, size);
                System.arraycopy(values, m * size, own, 0, size);
                batch.answer(m, own);
            }
            return null;
        }
    }

    /** For one member after another: a norm is read at once, and must not depend on the others. */
    record Norm() implements Operation {
        @Override
        public @Nullable Stack on(Batch batch, Stack[] arguments, Object[] data) {
            for (int m = 0; m < batch.members(); m++) {
                int member = m;
                List<Buffer> own =
                        Arrays.stream(arguments)
                                .map(argument -> batch.of(argument.buffer(), member))
                                .toList();
                batch.answer(m, batch.backend().norm(own));
            }
            return null;
        }
    }
}
