// SPDX-License-Identifier: Apache-2.0
/**
 * What an author needs besides tables and figures: macros for every number, the BibTeX entries of
 * the methods, an editable paragraph on the setup, and a document that includes all files.
 *
 * <p>Depends on {@code tables}, {@code figures}, {@code comparison} and {@code text}.
 */
@NullMarked
package org.vaelab.reports.paper;

import org.jspecify.annotations.NullMarked;
