// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.tokens;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the output of the decoder enters a network that predicts tokens. */
public enum TokenContext {
    /** Nowhere: p(x given z) does not depend on z. */
    @JsonProperty("none")
    NONE,
    /** In the initial state of recurrent layers. */
    @JsonProperty("start")
    START,
    /** At every step, and in the initial state of recurrent layers. */
    @JsonProperty("every-step")
    EVERY_STEP
}
