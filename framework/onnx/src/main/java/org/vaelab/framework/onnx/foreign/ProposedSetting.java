// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.Map;
import java.util.stream.Collectors;

/** A setting that an error proposes: the key of a config, and the option of the command judge. */
enum ProposedSetting {
    ENCODER_OUTPUTS("encoderOutputs", "--encoder-output"),
    DECODER_OUTPUTS("decoderOutputs", "--decoder-output"),
    INPUT_RANGE("inputRange", "--input-range"),
    OUTPUT_RANGE("outputRange", "--output-range"),
    LAYOUT("layout", "--layout");

    private final String key;
    private final String option;

    ProposedSetting(String key, String option) {
        this.key = key;
        this.option = option;
    }

    String key() {
        return key;
    }

    /** Returns the setting of outputs by the numbers that they are, in both ways. */
    String of(Map<String, String> outputs) {
        return text(joined(outputs, ": ", ", ", "{", "}"), joined(outputs, "=", ",", "", ""));
    }

    String of(Range range) {
        return text(range.toString(), range.toString().replaceAll("[\\[\\] ]", ""));
    }

    String of(Layout layout) {
        return text(layout.label(), layout.label());
    }

    private String text(String value, String argument) {
        return "%s: %s (judge: %s=%s)".formatted(key, value, option, argument);
    }

    private static String joined(
            Map<String, String> outputs, String to, String next, String begin, String end) {
        return outputs.entrySet().stream()
                .map(each -> each.getKey() + to + each.getValue())
                .collect(Collectors.joining(next, begin, end));
    }
}
