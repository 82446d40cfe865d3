// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.MomentumStep;
import org.vaelab.framework.tensor.RmsPropStep;
import org.vaelab.framework.tensor.Update;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Operations that run in order, between captured segments. Everything beside the arguments is data of
 * the call, and may vary from one time to the next.
 */
enum InTurn implements Operation {
    OPEN_REGION {
        @Override
        public void run(TensorBackend backend, Regions regions, Program.Call call) {
            regions.enter();
        }
    },
    /** The data is the {@link Value.Life} that ends. */
    CLOSE_REGION {
        @Override
        public void run(TensorBackend backend, Regions regions, Program.Call call) {
            regions.leave((Value.Life) call.data());
        }
    },
    /** The data is the level of the memory that it copies to. */
    DETACH {
        @Override
        public void run(TensorBackend backend, Regions regions, Program.Call call) {
            int level = (Integer) call.data();
            regions.copy(call.arguments().get(0), level, call.requireResult());
        }
    },
    KEEP {
        @Override
        public void run(TensorBackend backend, Regions regions, Program.Call call) {
            call.requireResult().placeKept(backend.keep(call.buffers().get(0)));
        }
    },
    /** The data is the {@link Value} that is released. */
    RELEASE {
        @Override
        public void run(TensorBackend backend, Regions regions, Program.Call call) {
            ((Value) call.data()).leave(backend);
        }
    },
    ASSIGN {
        @Override
        public void run(TensorBackend backend, Regions regions, Program.Call call) {
            List<Buffer> buffers = call.buffers();
            backend.assign(buffers.get(0), buffers.get(1));
        }
    },
    /** The data is a {@link RandomKey}, which is no memory that a captured program could read. */
    DRAW_BITS {
        @Override
        public void run(TensorBackend backend, Regions regions, Program.Call call) {
            RandomKey key = (RandomKey) call.data();
            Buffer drawn = backend.noise().orElseThrow().bernoulli(key, call.buffers().get(0));
            call.requireResult().place(drawn);
        }
    },
    /** A step of an optimiser. The data is a {@link Step}. */
    UPDATE {
        @Override
        public void run(TensorBackend backend, Regions regions, Program.Call call) {
            ((Step) call.data()).take(backend, call.buffers());
        }
    };

    /**
     * The data of {@link #UPDATE}.
     *
     * @param numbers of the step; its class is the optimiser
     * @param scale the factor of the gradients
     * @param slots the number of arrays of state of a parameter
     */
    record Step(Record numbers, double scale, int slots) {

        /**
         * Takes the step.
         *
         * @param buffers value, gradient and state of one parameter after another
         */
        private void take(TensorBackend backend, List<Buffer> buffers) {
            List<Update<Buffer>> updates = new ArrayList<>();
            int width = 2 + slots;
            for (int i = 0; i < buffers.size(); i += width) {
                List<Buffer> state = buffers.subList(i + 2, i + width);
                updates.add(new Update<>(buffers.get(i), buffers.get(i + 1), state));
            }
            if (numbers instanceof AdamStep adam) {
                backend.adam(updates, scale, adam);
            } else if (numbers instanceof MomentumStep momentum) {
                backend.momentum(updates, scale, momentum);
            } else {
                backend.rmsProp(updates, scale, (RmsPropStep) numbers);
            }
        }
    }
}
