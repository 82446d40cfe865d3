// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The order of the axes of an image. */
public enum AxisOrder {
    /** [channels, height, width], as in PyTorch. */
    @JsonProperty("channels-first")
    CHANNELS_FIRST,

    /** [height, width, channels], as in TensorFlow and image files. */
    @JsonProperty("channels-last")
    CHANNELS_LAST
}
