package org.wahook.admin.bot;

import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;

/** What came of the wish to test a bot. */
public sealed interface BotTestResult {

    /** It was asked, or at least tried. */
    record Tested(BotTestReport report) implements BotTestResult {}

    /** It was not even tried. */
    record NotTested(Problem problem) implements BotTestResult, Refused {}
}
