// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.OutputValues;
import org.vaelab.framework.decoding.DecodingText;
import picocli.CommandLine.Option;

/** The option {@code --decoding}: how texts are chosen. */
final class DecodingOption {

    @Option(
            names = "--decoding",
            paramLabel = "RULE",
            description =
                    "How texts are chosen from p(x given z): "
                            + DecodingText.FORMS
                            + " (default: sample for 'vaelab sample', else greedy).")
    private @Nullable String rule;

    boolean isGiven() {
        return rule != null;
    }

    /**
     * Returns how x is obtained; empty if the option is not given.
     *
     * @throws UserError if the value is not valid
     */
    Optional<OutputValues> chosen() {
        try {
            return Optional.ofNullable(rule).map(DecodingText::read).map(OutputValues::decodedBy);
        } catch (IllegalArgumentException e) {
            throw new UserError("--decoding: " + e.getMessage(), e);
        }
    }

    /** As {@link #chosen}, with what best predicts x if the option is not given. */
    OutputValues orPredicted() {
        return chosen().orElse(OutputValues.PREDICTED);
    }
}
