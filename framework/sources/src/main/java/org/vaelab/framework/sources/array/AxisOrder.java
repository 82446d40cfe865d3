// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

/** The order of the axes of an image. */
public enum AxisOrder {
    /** [channels, height, width], as in PyTorch. */
    CHANNELS_FIRST,

    /** [height, width, channels], as in TensorFlow and image files. */
    CHANNELS_LAST
}
