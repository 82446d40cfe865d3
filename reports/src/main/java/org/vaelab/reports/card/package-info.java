// SPDX-License-Identifier: Apache-2.0
/**
 * The card of one finished run: a page about its model, and the metadata that model hubs read.
 *
 * <p>Offers {@link org.vaelab.reports.card.ModelCard}. It reads the record of the run and nothing
 * else. It depends on {@code render} and {@code tables} for the pages.
 */
@NullMarked
package org.vaelab.reports.card;

import org.jspecify.annotations.NullMarked;
