// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.Map;
import java.util.stream.Collectors;

/** A setting that an error proposes, as a config has it. */
enum ProposedSetting {
    ENCODER_OUTPUTS("encoderOutputs"),
    DECODER_OUTPUTS("decoderOutputs"),
    INPUT_RANGE("inputRange"),
    OUTPUT_RANGE("outputRange"),
    LAYOUT("layout");

    private final String key;

    ProposedSetting(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** Returns the setting of outputs by the numbers that they are. */
    String of(Map<String, String> outputs) {
        return text(
                outputs.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining(", ", "{", "}")));
    }

    String of(Range range) {
        return text(range.toString());
    }

    String of(Layout layout) {
        return text(layout.label());
    }

    private String text(String value) {
        return key + ": " + value;
    }
}
