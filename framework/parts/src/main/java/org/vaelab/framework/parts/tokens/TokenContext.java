// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.tokens;

/** Where the output of the decoder enters a network that predicts tokens. */
public enum TokenContext {
    /** Nowhere: p(x given z) does not depend on z. */
    NONE,
    /** In the initial state of recurrent layers. */
    START,
    /** At every step, and in the initial state of recurrent layers. */
    EVERY_STEP
}
