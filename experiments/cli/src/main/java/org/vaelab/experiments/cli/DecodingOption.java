// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
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
     * Checks the option.
     *
     * @throws UserError if the value is not valid
     */
    void check() {
        try {
            rule().ifPresent(DecodingText::read);
        } catch (IllegalArgumentException e) {
            throw new UserError("--decoding: " + e.getMessage(), e);
        }
    }

    /** Returns the rule; empty if the option is not given. */
    Optional<String> rule() {
        return Optional.ofNullable(rule);
    }
}
