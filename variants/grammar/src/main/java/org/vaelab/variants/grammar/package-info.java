// SPDX-License-Identifier: Apache-2.0
/**
 * The source {@code grammar}: English sentences of a probabilistic context-free grammar.
 *
 * <p>{@link org.vaelab.variants.grammar.GrammarSource} has the settings. {@code ContextFreeGrammar}
 * draws sentences, and computes their probabilities and their entropy exactly. It knows no English,
 * which is in {@code EnglishGrammar}.
 */
@NullMarked
package org.vaelab.variants.grammar;

import org.jspecify.annotations.NullMarked;
