// SPDX-License-Identifier: Apache-2.0
/** Numbers as text, and plain text made safe for HTML, Markdown and LaTeX. Depends on nothing. */
@NullMarked
package org.vaelab.reports.text;

import org.jspecify.annotations.NullMarked;
