// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

/** One of the two files of a model, with its settings. */
enum Half {
    /** From x to the parameters of the posterior. */
    ENCODER(
            ProposedSetting.ENCODER_OUTPUTS,
            ProposedSetting.INPUT_RANGE,
            "x",
            "z.",
            "export a network that takes x and its condition as one vector",
            "check the dimension of the posterior; by default it is that of the decoder's input"),
    /** From z to the parameters of the likelihood. */
    DECODER(
            ProposedSetting.DECODER_OUTPUTS,
            ProposedSetting.OUTPUT_RANGE,
            "z",
            "x.",
            "set the dimension of the posterior to that of the decoder",
            "check the shape of the data, and the likelihood");

    private final ProposedSetting outputs;
    private final ProposedSetting range;
    private final String usualInput;
    private final String prefix;
    private final String inputRemedy;
    private final String widthRemedy;

    Half(
            ProposedSetting outputs,
            ProposedSetting range,
            String usualInput,
            String prefix,
            String inputRemedy,
            String widthRemedy) {
        this.outputs = outputs;
        this.range = range;
        this.usualInput = usualInput;
        this.prefix = prefix;
        this.inputRemedy = inputRemedy;
        this.widthRemedy = widthRemedy;
    }

    /** Returns the name that its input has in exports of VaeLab. */
    String usualInput() {
        return usualInput;
    }

    /** Returns how names of outputs begin in exports of VaeLab. */
    String prefix() {
        return prefix;
    }

    /** Returns what to do about an input of a wrong width. */
    String inputRemedy() {
        return inputRemedy;
    }

    /** Returns what to do about outputs of a wrong width. */
    String widthRemedy() {
        return widthRemedy;
    }

    /** Returns the setting that names the outputs. */
    ProposedSetting outputs() {
        return outputs;
    }

    /** Returns the setting that says how the file has the values 0 and 1 of x. */
    ProposedSetting range() {
        return range;
    }
}
