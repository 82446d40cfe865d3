// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

/** One of the two files of a model, with its settings. */
enum Half {
    /** From x to the parameters of the posterior. */
    ENCODER(
            "encoderOutputs",
            "inputRange",
            "check the dimension of the posterior; by default it is that of the decoder's input"),
    /** From z to the parameters of the likelihood. */
    DECODER("decoderOutputs", "outputRange", "check the shape of the data, and the likelihood");

    private final String outputsKey;
    private final String rangeKey;
    private final String widthRemedy;

    Half(String outputsKey, String rangeKey, String widthRemedy) {
        this.outputsKey = outputsKey;
        this.rangeKey = rangeKey;
        this.widthRemedy = widthRemedy;
    }

    /** Returns what to do about outputs of a wrong width. */
    String widthRemedy() {
        return widthRemedy;
    }

    /** Returns the key of the setting that names the outputs. */
    String outputsKey() {
        return outputsKey;
    }

    /** Returns the key of the setting that says how the file has the values 0 and 1 of x. */
    String rangeKey() {
        return rangeKey;
    }
}
