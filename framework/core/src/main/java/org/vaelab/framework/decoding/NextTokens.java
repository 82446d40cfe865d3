// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.decoding;

import org.vaelab.framework.Internal;

/**
 * What a model says of the next token of several texts, given their tokens so far. Immutable. Its
 * tensors live in the scope that was open when it was made.
 */
@Internal
public interface NextTokens {

    /** Returns the number of texts. */
    int rows();

    /** Returns the number of tokens of the vocabulary. */
    int vocabulary();

    /** Returns the largest number of tokens of a text, the token of its end included. */
    int length();

    /**
     * Returns the log probabilities of the next token in nats, [rows, vocabulary] row by row, of
     * which -infinity is none.
     */
    double[] logProbabilities();

    /**
     * Returns what the model says after one more token of each text.
     *
     * @param tokens [rows]; the token of a text that has ended has no influence on others
     */
    NextTokens append(int[] tokens);

    /** Returns the same of some texts only, or of texts that occur often, in the order given. */
    NextTokens select(int[] rows);
}
