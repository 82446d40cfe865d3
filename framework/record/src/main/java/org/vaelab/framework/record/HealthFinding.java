// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

/**
 * A problem of training that the health monitor found.
 *
 * @param step the number of steps done when it was found
 * @param rule the name of the rule that found it
 * @param subject the latent variable that it concerns; empty if it concerns the whole model
 * @param message what was seen
 * @param remedy what to try
 */
public record HealthFinding(long step, String rule, String subject, String message, String remedy) {

    /** Returns the name of the rule in words. */
    public String label() {
        return SpacedText.of(rule);
    }

    /** Returns the finding as one line, without its step. */
    public String line() {
        return label() + ": " + message + "; " + remedy;
    }
}
