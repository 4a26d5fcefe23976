package org.wahook.admin.console;

import java.util.List;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.Problem;

/** Ends a page with a problem instead of with what it was to show. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    RefusedException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    static RefusedException notFound(String what) {
        return new RefusedException(Problem.notFound(what));
    }

    static RefusedException invalid(List<FieldProblem> problems) {
        return new RefusedException(Problem.invalid(problems));
    }

    Problem problem() {
        return problem;
    }
}
