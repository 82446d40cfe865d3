// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

/** The order of the axes of images in a file. */
public enum Layout {
    /** [batch, channels, rows, columns], as in PyTorch and VaeLab. */
    CHANNELS_FIRST("channels-first", "[batch, channels, rows, columns]", false, false),
    /** [batch, rows, columns, channels], as in TensorFlow and JAX. */
    CHANNELS_LAST("channels-last", "[batch, rows, columns, channels]", true, false),
    /** [batch, channels, columns, rows]: images with rows and columns swapped. */
    COLUMNS_FIRST("columns-first", "[batch, channels, columns, rows]", false, true),
    /** [batch, columns, rows, channels]. */
    COLUMNS_FIRST_CHANNELS_LAST(
            "columns-first-channels-last", "[batch, columns, rows, channels]", true, true);

    private final String label;
    private final String axes;
    private final boolean channelsLast;
    private final boolean columnsFirst;

    Layout(String label, String axes, boolean channelsLast, boolean columnsFirst) {
        this.label = label;
        this.axes = axes;
        this.channelsLast = channelsLast;
        this.columnsFirst = columnsFirst;
    }

    /** Returns the value of the setting. */
    String label() {
        return label;
    }

    /** Returns the axes for messages. */
    String axes() {
        return axes;
    }

    boolean channelsLast() {
        return channelsLast;
    }

    boolean columnsFirst() {
        return columnsFirst;
    }
}
