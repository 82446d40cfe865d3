// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

/** One of the two files of a model, with its settings. */
enum Half {
    /** From x to the parameters of the posterior. */
    ENCODER(
            Setting.ENCODER_OUTPUTS,
            Setting.INPUT_RANGE,
            "check the dimension of the posterior; by default it is that of the decoder's input"),
    /** From z to the parameters of the likelihood. */
    DECODER(
            Setting.DECODER_OUTPUTS,
            Setting.OUTPUT_RANGE,
            "check the shape of the data, and the likelihood");

    private final Setting outputs;
    private final Setting range;
    private final String widthRemedy;

    Half(Setting outputs, Setting range, String widthRemedy) {
        this.outputs = outputs;
        this.range = range;
        this.widthRemedy = widthRemedy;
    }

    /** Returns what to do about outputs of a wrong width. */
    String widthRemedy() {
        return widthRemedy;
    }

    /** Returns the setting that names the outputs. */
    Setting outputs() {
        return outputs;
    }

    /** Returns the setting that says how the file has the values 0 and 1 of x. */
    Setting range() {
        return range;
    }
}
