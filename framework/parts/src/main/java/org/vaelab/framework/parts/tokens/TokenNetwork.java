// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.tokens;

import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.tensor.Tensor;

/**
 * Layers over time: from the tokens before each step, and a context, to features of the next token.
 */
public interface TokenNetwork extends Component {

    /**
     * Returns the outputs of the decoder that make up the context; empty if there is no context.
     */
    List<Head.Output> contextOutputs();

    /** Returns the number of features. */
    int width();

    /** Returns how many numbers are held for each token. */
    int heldPerToken();

    /**
     * Returns the features of all steps.
     *
     * @param inputs the token before each step as INT32, [T B], by step and then by text
     * @param context [K, B, width of the context]; [1, B, 0] without one
     * @return [T, K B, width()]
     */
    Tensor features(Tensor inputs, int steps, Tensor context);

    /**
     * Returns what is known before the first step.
     *
     * @param context [R, width of the context]
     */
    Memory start(Tensor context);

    /** What is known of the steps so far. Immutable. */
    interface Memory {

        /**
         * Computes the features of the next step.
         *
         * @param inputs the token before it as INT32, [R]
         */
        Step next(Tensor inputs);

        /** Returns the same of some rows only, or of rows that occur often, [n] as INT32. */
        Memory select(Tensor rows);
    }

    /**
     * The next step.
     *
     * @param features [R, width()]
     * @param memory what is known after it
     */
    record Step(Tensor features, Memory memory) {}

    /** Where the output of the decoder enters a network that predicts tokens. */
    enum TokenContext {
        /** Nowhere: p(x given z) does not depend on z. */
        NONE,
        /** In the initial state of recurrent layers. */
        START,
        /** At every step, and in the initial state of recurrent layers. */
        EVERY_STEP
    }
}
