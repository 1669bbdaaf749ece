;;; check.el --- What a user of Emacs does  -*- lexical-binding: t -*-

;; The init file is read as at the start of Emacs; what is seen goes to $RESULT as JSON.

(require 'json)
(require 'flymake)

(defvar check-seen nil)

(defun check-see (key value)
  (push (cons key value) check-seen))

(defun check-wait (what probe)
  (let ((end (+ (float-time) 60)) found)
    (while (not (setq found (funcall probe)))
      (when (> (float-time) end) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.02))
    found))

(defun check-open (file)
  "Visits FILE as `find-file' does; without a command loop, what waits for the next command runs now."
  (switch-to-buffer (find-file-noselect file))
  (run-hooks 'post-command-hook)
  (check-wait "the server" #'eglot-managed-p)
  (flymake-start))

(defun check-texts ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun check ()
  (package-activate-all)
  (load (getenv "INIT") nil t)
  (require 'eglot)
  (check-open (getenv "LIST"))
  (let ((found (car (check-wait "diagnostics" #'flymake-diagnostics))))
    (check-see 'found (vconcat (check-texts)))
    (goto-char (flymake-diagnostic-beg found))
    (check-see 'place (vector (1- (line-number-at-pos)) (- (point) (line-beginning-position))))
    (let (hover)
      (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover (or text ""))))
      (check-see 'hover (substring-no-properties (check-wait "the hover" (lambda () hover)))))
    (cl-letf ((last-nonmenu-event ?x) ; it was a key that asked for them
              ((symbol-function 'completing-read)
               (lambda (_prompt fixes &rest _)
                 (check-see 'fix (caar fixes))
                 (caar fixes))))
      (eglot-code-actions (flymake-diagnostic-beg found) (flymake-diagnostic-end found) nil t))
    (check-see 'fixed (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
    ;; What else sends the change waits for Emacs to be idle.
    (save-buffer)
    (check-wait "the fix" (lambda () (not (flymake-diagnostics)))))
  (check-open (getenv "SCRIPT"))
  (check-wait "diagnostics of the script" #'flymake-diagnostics)
  (check-see 'script (vconcat (check-texts))))

(condition-case problem
    (check)
  (error (check-see 'error (error-message-string problem))))
(with-temp-file (getenv "RESULT")
  (insert (json-encode check-seen)))

;;; check.el ends here
