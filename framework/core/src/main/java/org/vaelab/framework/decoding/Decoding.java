// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.decoding;

import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;

/**
 * A rule by which texts are chosen. {@link DecodingText} reads one from a config or an option.
 *
 * <p>A text ends with {@link org.vaelab.framework.data.Vocabulary#END}, or at the length of the
 * data.
 */
@Internal
public interface Decoding {

    /**
     * Chooses one text for each row.
     *
     * @param start what a model says before the first token
     * @param key of draws; not used by a rule that draws nothing
     * @return as many texts as rows, in order
     */
    List<DecodedText> decode(NextTokens start, RandomKey key);
}
