// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

/** Whether images have one channel or three. */
public enum ColourMode {
    /** One channel: 0.299 R + 0.587 G + 0.114 B. */
    GREY(1),

    /** Three channels: red, green, blue. */
    COLOUR(3);

    private final int channels;

    ColourMode(int channels) {
        this.channels = channels;
    }

    int channels() {
        return channels;
    }
}
