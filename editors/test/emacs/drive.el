;;; drive.el --- Drives Emacs with eglot on a post  -*- lexical-binding: t -*-

;; run: emacs -Q --batch -l drive.el BLOG       (BLOG is a copy that may be changed)
;; The last line is `N passed, N failed'; the exit status says the same.

;;; Code:

(require 'cl-lib)
(require 'package)
;; Debian keeps its packages where -Q does not look.
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(require 'eglot)
(require 'markdown-mode)

;; The setup that editors/others.md gives.
(add-to-list 'eglot-server-programs '((markdown-mode gfm-mode) . ("manicule" "server" "--stdio")))

(defvar drive-passed 0)
(defvar drive-failed 0)

(defun drive-check (what good &optional seen)
  "Count whether GOOD, saying WHAT, and what was SEEN if it is not."
  (if good (cl-incf drive-passed) (cl-incf drive-failed))
  (princ (if good (format "ok   %s\n" what) (format "FAIL %s\n     saw: %S\n" what seen)))
  good)

(defun drive-becomes (what wanted look)
  "Call LOOK until it returns WANTED, and check WHAT."
  (let ((end (+ (float-time) 10)) seen)
    (while (and (not (equal wanted (setq seen (funcall look)))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (drive-check what (equal wanted seen) seen)))

(defun drive-findings ()
  "The texts that findings stand under."
  ;; No idle time passes in a batch, which eglot would wait for.
  (eglot--signal-textDocument/didChange)
  (flymake-start)
  (sort (mapcar (lambda (it) (buffer-substring-no-properties (flymake-diagnostic-beg it) (flymake-diagnostic-end it)))
                (flymake-diagnostics))
        #'string<))

(defun drive-cursor-on (text)
  "Put point inside the first place where TEXT stands."
  (goto-char (point-min))
  (search-forward text)
  (backward-char 2))

(defun drive-line ()
  "The text of the current line."
  (buffer-substring-no-properties (line-beginning-position) (line-end-position)))

(defun drive-hover ()
  "What the hover at point says."
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (format "%s" (and hover (eglot--hover-info (plist-get hover :contents) (plist-get hover :range))))))

(defun drive ()
  "Everything that is looked at."
  (find-file (expand-file-name "_posts/2021-03-04-lighthouse.md" (car command-line-args-left)))
  (markdown-mode)
  (setq eglot-sync-connect 10 eglot-autoshutdown t eglot-confirm-server-initiated-edits nil)
  (apply #'eglot (eglot--guess-contact))
  (drive-check "connects" (eglot-current-server))
  (drive-becomes "a reference without a text is marked, after emoji" '("{% fn 3 %}") #'drive-findings)
  (goto-char (point-max))
  (insert "\n{{ \"Its bell is in the museum.\" | fndetail: 3 }}\n")
  (drive-becomes "the mark goes when the text is written" nil #'drive-findings)

  (drive-cursor-on "{% fn 2 %}")
  (xref-find-definitions (xref-backend-identifier-at-point 'eglot))
  (drive-check "the definition of a reference is its text" (string-search "fndetail: 2" (drive-line)) (drive-line))
  (search-forward "fndetail")
  (xref-find-definitions (xref-backend-identifier-at-point 'eglot))
  (drive-check "and back again" (string-search "{% fn 2 %}" (drive-line)) (drive-line))
  (drive-cursor-on "{% fn 1 %}")
  (let ((places (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot))))
    (drive-check "references are listed" (>= (length places) 2) places))

  (drive-check "hover on a reference shows its text" (string-search "Timed from the pier" (drive-hover)) (drive-hover))
  (drive-cursor-on "/images/tower")
  (drive-check "hover on an image tells its size" (string-match-p "240[^0-9]+160" (drive-hover)) (drive-hover))

  (goto-char (point-max))
  (insert "Seen{% fn ")
  (let* ((capf (eglot-completion-at-point))
         (all (all-completions "" (nth 2 capf)))
         (second (cl-find-if (lambda (it) (string-prefix-p "2" it)) all)))
    (drive-check "each footnote is offered" second all)
    (delete-region (nth 0 capf) (point))
    (insert second)
    (funcall (plist-get (nthcdr 3 capf) :exit-function) second 'finished))
  (drive-check "accepting one closes the tag once" (equal (drive-line) "Seen{% fn 2 %}") (drive-line))

  (eglot-shutdown (eglot-current-server))
  (drive-check "stops when asked to" (not (eglot-current-server)))
  (set-buffer-modified-p nil))

(condition-case problem
    (drive)
  (error (drive-check "the drive goes through" nil problem)))
(princ (format "%d passed, %d failed\n" drive-passed drive-failed))
(kill-emacs (if (zerop drive-failed) 0 1))

;;; drive.el ends here
